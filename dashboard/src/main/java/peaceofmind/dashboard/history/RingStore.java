// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import peaceofmind.foundation.file.StateFile;

/**
 * The rings of all resolutions, finest first. Each coarser ring is downsampled from the blocks of the next finer one, and each of its
 * blocks records the last finer block in it. After a power cut the rest is downsampled again, so only the finest ring can lose data.
 */
final class RingStore implements AutoCloseable {

    /** Opens the file of a ring; tests use it to simulate power failures. */
    interface StorageOpener {
        RandomAccessStorage open(Resolution resolution) throws IOException;
    }

    /** A ring with the rows of its next block. */
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

    /** @param warn receives what had to be moved aside */
    static RingStore open(Path folder, Consumer<String> warn) throws IOException {
        StateFile.createFolder(folder, warn);
        return open(
                Resolution.ALL,
                resolution -> FileStorage.open(folder.resolve(resolution.fileName()), resolution.maxBytes(), warn));
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
        // A finer file that is behind was lost and started over.
        for (long sequence : finer.sequencesAfter(lastFinerSequence > finer.newestSequence() ? 0 : lastFinerSequence)) {
            Optional<HistoryBlock> block = finer.read(sequence);
            if (block.isPresent()) {
                downsample(coarser, block.get());
            }
        }
    }

    /** Writes rows as a block of the finest ring; they are on disk when this returns. Called by one thread. */
    HistoryBlock append(List<Row> rows) throws IOException {
        return rings.getFirst().file.append(rows, 0);
    }

    /**
     * Downsamples a block of the finest ring into the coarser ones.
     *
     * @throws IOException when one of them could not be written; nothing is lost, the write is retried with the next block
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
            } catch (IOException failed) {
                problem = Optional.of(failed);
            }
        }
        List<Row> all = new ArrayList<>(ring.pending);
        all.addAll(rows);
        // While the disk cannot be written, the oldest rows are dropped: memory is bounded too.
        ring.pending = List.copyOf(all.subList(Math.max(0, all.size() - 2 * ring.resolution.maxRows()), all.size()));
        ring.lastFinerSequence = finer.sequence();
        if (problem.isPresent()) {
            throw problem.get();
        }
    }

    /** A block that is less than half full continues in the next window, so that a clock that steps back and forth wastes no slots. */
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

    /** Number of resolutions. */
    int resolutionCount() {
        return rings.size();
    }

    Resolution resolution(int index) {
        return rings.get(index).resolution;
    }

    /** The samples of a series in one resolution, between two times in milliseconds since 1970, inclusive; in no particular order. */
    List<HistorySample> read(int index, long id, long from, long to) throws IOException {
        Ring ring = rings.get(index);
        // In this order: rows that are written meanwhile are found in both.
        List<HistorySample> pending = Aggregation.samples(ring.pending, id, from, to);
        List<HistorySample> found = new ArrayList<>(ring.file.read(id, from, to));
        found.removeAll(Set.copyOf(pending));
        found.addAll(pending);
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
