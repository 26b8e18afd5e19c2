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
final class Rings implements AutoCloseable {

    /** How a ring's file is opened: a test lets the power fail in it. */
    interface Opener {
        Disk open(Tier tier) throws IOException;
    }

    /** A tier with what waits for its next block. */
    private static final class Level {
        private final Tier tier;
        private final RingFile ring;
        private volatile List<Row> pending = List.of();
        private long through;

        Level(Tier tier, RingFile ring) {
            this.tier = tier;
            this.ring = ring;
        }
    }

    private final List<Level> levels = new ArrayList<>();

    private Rings() {}

    static Rings open(Path folder) throws IOException {
        Files.createDirectories(folder);
        return open(Tier.ALL, tier -> FileDisk.open(folder.resolve(tier.file())));
    }

    static Rings open(List<Tier> tiers, Opener opener) throws IOException {
        Rings rings = new Rings();
        for (Tier tier : tiers) {
            rings.levels.add(new Level(tier, RingFile.open(tier, opener.open(tier))));
        }
        for (int coarser = 1; coarser < tiers.size(); coarser++) {
            rings.catchUp(coarser);
        }
        return rings;
    }

    private void catchUp(int coarser) throws IOException {
        RingFile finer = levels.get(coarser - 1).ring;
        long through = levels.get(coarser).ring.through();
        // The finer file was lost and begun anew when it is behind.
        for (long sequence : finer.after(through > finer.newest() ? 0 : through)) {
            Optional<Block> block = finer.read(sequence);
            if (block.isPresent()) {
                consume(coarser, block.get());
            }
        }
    }

    /** Writes rows as a block of the finest tier; they are on the disk when this returns. Called by one thread. */
    Block append(List<Row> rows) throws IOException {
        return levels.getFirst().ring.append(rows, 0);
    }

    /**
     * Takes a block of the finest tier into the coarser ones.
     *
     * @throws IOException when one of them could not write; nothing is lost, it is tried again with the next block
     */
    void consume(Block block) throws IOException {
        consume(1, block);
    }

    private void consume(int index, Block finer) throws IOException {
        if (index == levels.size()) {
            return;
        }
        Level level = levels.get(index);
        List<Row> rows = Aggregation.rows(finer.rows(), level.tier.step());
        Optional<IOException> problem = Optional.empty();
        if (isFull(level, rows)) {
            try {
                write(index);
            } catch (IOException refused) {
                problem = Optional.of(refused);
            }
        }
        List<Row> all = new ArrayList<>(level.pending);
        all.addAll(rows);
        // As long as the disk refuses, the oldest are given up: memory is bounded too.
        level.pending = List.copyOf(all.subList(Math.max(0, all.size() - 2 * level.tier.rows()), all.size()));
        level.through = finer.sequence();
        if (problem.isPresent()) {
            throw problem.get();
        }
    }

    /** A clock that steps to and fro must not waste slots: a block that is less than half full goes on in the next window. */
    private static boolean isFull(Level level, List<Row> more) {
        List<Row> pending = level.pending;
        if (pending.isEmpty()) {
            return false;
        }
        long window = level.tier.window().toMillis();
        boolean sameWindow = Math.floorDiv(pending.getLast().at(), window)
                == Math.floorDiv(more.getLast().at(), window);
        boolean half = pending.size() >= level.tier.window().dividedBy(level.tier.step()) / 2;
        return (half && !sameWindow) || pending.size() + more.size() > level.tier.rows();
    }

    private void write(int index) throws IOException {
        Level level = levels.get(index);
        long before = level.ring.through();
        while (!level.pending.isEmpty()) {
            List<Row> all = level.pending;
            List<Row> part = all.subList(0, Math.min(all.size(), level.tier.rows()));
            boolean last = part.size() == all.size();
            Block block = level.ring.append(part, last ? level.through : before);
            level.pending = List.copyOf(all.subList(part.size(), all.size()));
            consume(index + 1, block);
        }
    }

    /** Tiers, finest first. */
    int count() {
        return levels.size();
    }

    Tier tier(int index) {
        return levels.get(index).tier;
    }

    /** What a tier knows of a series between two moments, both included, in milliseconds since 1970; in no order. */
    List<Sample> read(int index, long id, long from, long to) throws IOException {
        Level level = levels.get(index);
        List<Row> pending = level.pending;
        List<Sample> found = new ArrayList<>(level.ring.read(id, from, to));
        found.addAll(Aggregation.samples(pending, id, from, to));
        return found;
    }

    long damaged() {
        return levels.stream().mapToLong(level -> level.ring.damaged()).sum();
    }

    @Override
    public void close() throws IOException {
        for (Level level : levels) {
            level.ring.close();
        }
    }
}
