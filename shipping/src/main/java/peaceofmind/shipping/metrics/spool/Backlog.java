package peaceofmind.shipping.metrics.spool;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ObjLongConsumer;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * Everything that has not arrived yet, in order: what is on the disk is older than what is in memory. Whoever adds never waits for the
 * disk. Thread-safe.
 */
public final class Backlog {

    /** A block and since when (monotonic nanoseconds) it is in memory. */
    private record BufferedBlock(SpoolBlock block, long sinceNanos) {}

    private final Spool spool;
    private final int maxMemorySamples;
    private final ObjLongConsumer<String> onDropped;
    /** Taken before {@link #memory} by whoever needs both, and held while the disk works. */
    private final Object diskLock = new Object();

    private final Deque<BufferedBlock> memory = new ArrayDeque<>();
    private int memorySamples;
    private long nextSequence;

    /** @param maxMemorySamples what is kept in memory at most, should the disk not take it */
    public Backlog(Spool spool, int maxMemorySamples, ObjLongConsumer<String> onDropped) {
        this.spool = spool;
        this.maxMemorySamples = maxMemorySamples;
        this.onDropped = onDropped;
        this.nextSequence = spool.nextSequence();
    }

    /** Adds the points of one collection at the end; the oldest in memory go when there are too many. */
    public void add(List<SeriesSample> samples, long nowNanos) {
        synchronized (memory) {
            memory.add(new BufferedBlock(new SpoolBlock(nextSequence++, samples), nowNanos));
            memorySamples += samples.size();
            while (memorySamples > maxMemorySamples && memory.size() > 1) {
                onDropped.accept("memory_full", removeFirst());
            }
        }
    }

    /** The oldest blocks, as many as fit into that number of points; at least one unless there is none. */
    public List<SpoolBlock> peek(int maxSamples) {
        synchronized (diskLock) {
            List<SpoolBlock> blocks = new ArrayList<>(spool.peek(maxSamples));
            int samples =
                    blocks.stream().mapToInt(block -> block.samples().size()).sum();
            if (samples < spool.sampleCount()) {
                return blocks;
            }
            synchronized (memory) {
                for (BufferedBlock buffered : memory) {
                    samples += buffered.block().samples().size();
                    if (!blocks.isEmpty() && samples > maxSamples) {
                        break;
                    }
                    blocks.add(buffered.block());
                }
            }
            return blocks;
        }
    }

    /** Everything up to that sequence is done with. */
    public void acknowledge(long sequence) throws IOException {
        synchronized (diskLock) {
            synchronized (memory) {
                removeUpTo(sequence);
            }
            spool.acknowledge(sequence);
        }
    }

    /**
     * Puts everything from memory on the disk.
     *
     * @throws IOException when the disk does not take all of it; the rest stays in memory
     */
    public void spill() throws IOException {
        synchronized (diskLock) {
            for (SpoolBlock block : memoryBlocks()) {
                spool.append(block);
                synchronized (memory) {
                    removeUpTo(block.sequence());
                }
            }
        }
    }

    /** The number of the next block. */
    public long nextSequence() {
        synchronized (memory) {
            return nextSequence;
        }
    }

    /** Drops, from the front, what is too old; what is in memory is not looked at. */
    public void dropWhile(Spool.AgeCheck tooOld) throws IOException {
        synchronized (diskLock) {
            spool.dropWhile(tooOld);
        }
    }

    /** How long the oldest block is in memory, in nanoseconds; 0 when there is none. */
    public long memoryAgeNanos(long nowNanos) {
        synchronized (memory) {
            return memory.isEmpty() ? 0 : nowNanos - memory.getFirst().sinceNanos();
        }
    }

    public boolean hasSpooled() {
        synchronized (diskLock) {
            return !spool.isEmpty();
        }
    }

    public long spoolBytes() {
        synchronized (diskLock) {
            return spool.bytes();
        }
    }

    /** Points that have not arrived yet. */
    public long sampleCount() {
        synchronized (diskLock) {
            synchronized (memory) {
                return spool.sampleCount() + memorySamples;
            }
        }
    }

    private List<SpoolBlock> memoryBlocks() {
        synchronized (memory) {
            return memory.stream().map(BufferedBlock::block).toList();
        }
    }

    private void removeUpTo(long sequence) {
        while (!memory.isEmpty() && memory.getFirst().block().sequence() <= sequence) {
            removeFirst();
        }
    }

    private int removeFirst() {
        int samples = memory.removeFirst().block().samples().size();
        memorySamples -= samples;
        return samples;
    }
}
