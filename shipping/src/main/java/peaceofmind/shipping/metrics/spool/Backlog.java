package peaceofmind.shipping.metrics.spool;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ObjLongConsumer;
import peaceofmind.shipping.metrics.wire.Point;

/**
 * Everything that has not arrived yet, in order: what is on the disk is older than what is in memory. Whoever adds never waits for the
 * disk. Thread-safe.
 */
public final class Backlog {

    /** A block and since when (monotonic nanoseconds) it is in memory. */
    private record Waiting(Block block, long sinceNanos) {}

    private final Spool spool;
    private final int maxMemoryPoints;
    private final ObjLongConsumer<String> dropped;
    /** Taken before {@link #memory} by whoever needs both, and held while the disk works. */
    private final Object disk = new Object();

    private final Deque<Waiting> memory = new ArrayDeque<>();
    private int memoryPoints;
    private long nextSequence;

    /** @param maxMemoryPoints what is kept in memory at most, should the disk not take it */
    public Backlog(Spool spool, int maxMemoryPoints, ObjLongConsumer<String> dropped) {
        this.spool = spool;
        this.maxMemoryPoints = maxMemoryPoints;
        this.dropped = dropped;
        this.nextSequence = spool.nextSequence();
    }

    /** Adds the points of one collection at the end; the oldest in memory go when there are too many. */
    public void add(List<Point> points, long nowNanos) {
        synchronized (memory) {
            memory.add(new Waiting(new Block(nextSequence++, points), nowNanos));
            memoryPoints += points.size();
            while (memoryPoints > maxMemoryPoints && memory.size() > 1) {
                dropped.accept("memory_full", removeFirst());
            }
        }
    }

    /** The oldest blocks, as many as fit into that number of points; at least one unless there is none. */
    public List<Block> peek(int maxPoints) {
        synchronized (disk) {
            List<Block> blocks = new ArrayList<>(spool.peek(maxPoints));
            int points =
                    blocks.stream().mapToInt(block -> block.points().size()).sum();
            if (points < spool.points()) {
                return blocks;
            }
            synchronized (memory) {
                for (Waiting waiting : memory) {
                    points += waiting.block().points().size();
                    if (!blocks.isEmpty() && points > maxPoints) {
                        break;
                    }
                    blocks.add(waiting.block());
                }
            }
            return blocks;
        }
    }

    /** Everything up to that sequence is done with. */
    public void acknowledge(long sequence) throws IOException {
        synchronized (disk) {
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
        synchronized (disk) {
            for (Block block : inMemory()) {
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
    public void dropWhile(Spool.Age tooOld) throws IOException {
        synchronized (disk) {
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
        synchronized (disk) {
            return !spool.isEmpty();
        }
    }

    public long spoolBytes() {
        synchronized (disk) {
            return spool.bytes();
        }
    }

    /** Points that have not arrived yet. */
    public long points() {
        synchronized (disk) {
            synchronized (memory) {
                return spool.points() + memoryPoints;
            }
        }
    }

    private List<Block> inMemory() {
        synchronized (memory) {
            return memory.stream().map(Waiting::block).toList();
        }
    }

    private void removeUpTo(long sequence) {
        while (!memory.isEmpty() && memory.getFirst().block().sequence() <= sequence) {
            removeFirst();
        }
    }

    private int removeFirst() {
        int points = memory.removeFirst().block().points().size();
        memoryPoints -= points;
        return points;
    }
}
