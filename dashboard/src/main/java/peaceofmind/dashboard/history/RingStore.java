package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tiers, finest first. A coarser one is made of the finer one's blocks, written when its own block is full, and says up to which
 * of them it goes: after a power cut the rest is taken from there once more, so that only the finest tier can lose anything.
 */
final class RingStore implements AutoCloseable {

    /** How a ring's file is opened: a test lets the power fail in it. */
    interface StorageOpener {
        RandomAccessStorage open(Resolution resolution) throws IOException;
    }

    /** A tier with what waits for its next block. */
    private static final class Ring {
        private final Resolution resolution;
        private final RingFile file;
        private volatile List<Row> pending = List.of();
        private long lastFinerSequence;

        Ring(Resolution resolution, RingFile file) {
            this.resolution = resolution;
            this.file = file;
        }
    }

    private final List<Ring> rings = new ArrayList<>();

    private RingStore() {}

    static RingStore open(Path folder) throws IOException {
        Files.createDirectories(folder);
        return open(Resolution.ALL, resolution -> FileStorage.open(folder.resolve(resolution.fileName())));
    }

    static RingStore open(List<Resolution> resolutions, StorageOpener opener) throws IOException {
        RingStore store = new RingStore();
        for (Resolution resolution : resolutions) {
            store.rings.add(new Ring(resolution, RingFile.open(resolution, opener.open(resolution))));
        }
        for (int coarser = 1; coarser < resolutions.size(); coarser++) {
            store.catchUp(coarser);
        }
        return store;
    }

    private void catchUp(int coarser) throws IOException {
        RingFile finer = rings.get(coarser - 1).file;
        long lastFinerSequence = rings.get(coarser).file.lastFinerSequence();
        // The finer file was lost and begun anew when it is behind.
        for (long sequence : finer.sequencesAfter(lastFinerSequence > finer.newestSequence() ? 0 : lastFinerSequence)) {
            Optional<HistoryBlock> block = finer.read(sequence);
            if (block.isPresent()) {
                downsample(coarser, block.get());
            }
        }
    }

    /** Writes rows as a block of the finest tier; they are on the disk when this returns. Called by one thread. */
    HistoryBlock append(List<Row> rows) throws IOException {
        return rings.getFirst().file.append(rows, 0);
    }

    /**
     * Takes a block of the finest tier into the coarser ones.
     *
     * @throws IOException when one of them could not write; nothing is lost, it is tried again with the next block
     */
    void downsample(HistoryBlock block) throws IOException {
        downsample(1, block);
    }

    private void downsample(int index, HistoryBlock finer) throws IOException {
        if (index == rings.size()) {
            return;
        }
        Ring ring = rings.get(index);
        List<Row> rows = Aggregation.downsample(finer.rows(), ring.resolution.step());
        Optional<IOException> problem = Optional.empty();
        if (isFull(ring, rows)) {
            try {
                writePending(index);
            } catch (IOException refused) {
                problem = Optional.of(refused);
            }
        }
        List<Row> all = new ArrayList<>(ring.pending);
        all.addAll(rows);
        // As long as the disk refuses, the oldest are given up: memory is bounded too.
        ring.pending = List.copyOf(all.subList(Math.max(0, all.size() - 2 * ring.resolution.maxRows()), all.size()));
        ring.lastFinerSequence = finer.sequence();
        if (problem.isPresent()) {
            throw problem.get();
        }
    }

    /** A clock that steps to and fro must not waste slots: a block that is less than half full goes on in the next window. */
    private static boolean isFull(Ring ring, List<Row> added) {
        List<Row> pending = ring.pending;
        if (pending.isEmpty()) {
            return false;
        }
        long window = ring.resolution.window().toMillis();
        boolean sameWindow = Math.floorDiv(pending.getLast().at(), window)
                == Math.floorDiv(added.getLast().at(), window);
        boolean halfFull = pending.size() >= ring.resolution.window().dividedBy(ring.resolution.step()) / 2;
        return (halfFull && !sameWindow) || pending.size() + added.size() > ring.resolution.maxRows();
    }

    private void writePending(int index) throws IOException {
        Ring ring = rings.get(index);
        long persistedSequence = ring.file.lastFinerSequence();
        while (!ring.pending.isEmpty()) {
            List<Row> all = ring.pending;
            List<Row> part = all.subList(0, Math.min(all.size(), ring.resolution.maxRows()));
            boolean isLast = part.size() == all.size();
            HistoryBlock block = ring.file.append(part, isLast ? ring.lastFinerSequence : persistedSequence);
            ring.pending = List.copyOf(all.subList(part.size(), all.size()));
            downsample(index + 1, block);
        }
    }

    /** Tiers, finest first. */
    int resolutionCount() {
        return rings.size();
    }

    Resolution resolution(int index) {
        return rings.get(index).resolution;
    }

    /** What a tier knows of a series between two moments, both included, in milliseconds since 1970; in no order. */
    List<HistorySample> read(int index, long id, long from, long to) throws IOException {
        Ring ring = rings.get(index);
        List<Row> pending = ring.pending;
        List<HistorySample> found = new ArrayList<>(ring.file.read(id, from, to));
        found.addAll(Aggregation.samples(pending, id, from, to));
        return found;
    }

    long damagedBlocks() {
        return rings.stream().mapToLong(ring -> ring.file.damagedBlocks()).sum();
    }

    @Override
    public void close() throws IOException {
        for (Ring ring : rings) {
            ring.file.close();
        }
    }
}
