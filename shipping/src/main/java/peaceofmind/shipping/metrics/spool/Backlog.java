// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.spool;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ObjLongConsumer;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * All undelivered samples in order: blocks on disk are older than those in memory. Adding never waits for the disk. Thread-safe.
 */
public final class Backlog {

    /** A block and when it was added to memory, in monotonic nanoseconds. */
    private record BufferedBlock(SpoolBlock block, long sinceNanos) {}

    private final Spool spool;
    private final int maxMemorySamples;
    private final ObjLongConsumer<String> onDropped;
    /** Locked before {@link #memory} when both are needed, and during disk I/O. */
    private final Object diskLock = new Object();

    private final Deque<BufferedBlock> memory = new ArrayDeque<>();
    private int memorySamples;
    private long nextSequence;

    /** @param maxMemorySamples limit of samples in memory, in case the disk cannot be written */
    public Backlog(Spool spool, int maxMemorySamples, ObjLongConsumer<String> onDropped) {
        this.spool = spool;
        this.maxMemorySamples = maxMemorySamples;
        this.onDropped = onDropped;
        this.nextSequence = spool.nextSequence();
    }

    /** Appends the samples of one collection; drops the oldest in memory beyond the limit. */
    public void add(List<SeriesSample> samples, long nowNanos) {
        synchronized (memory) {
            memory.add(new BufferedBlock(new SpoolBlock(nextSequence++, samples), nowNanos));
            memorySamples += samples.size();
            while (memorySamples > maxMemorySamples && memory.size() > 1) {
                onDropped.accept("memory_full", removeFirst());
            }
        }
    }

    /** The oldest blocks with at most {@code maxSamples} samples together; at least one unless the backlog is empty. */
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

    /** Removes everything up to this sequence. */
    public void acknowledge(long sequence) throws IOException {
        synchronized (diskLock) {
            synchronized (memory) {
                removeUpTo(sequence);
            }
            spool.acknowledge(sequence);
        }
    }

    /**
     * Moves everything from memory to disk.
     *
     * @throws IOException when not everything could be written; the rest stays in memory
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

    /** The sequence of the next block. */
    public long nextSequence() {
        synchronized (memory) {
            return nextSequence;
        }
    }

    /** Drops the oldest blocks on disk while they are too old. */
    public void dropWhile(Spool.AgeCheck tooOld) throws IOException {
        synchronized (diskLock) {
            spool.dropWhile(tooOld);
        }
    }

    /** How long the oldest block has been in memory, in nanoseconds; 0 when there is none. */
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

    /** Samples that have not been delivered yet. */
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
