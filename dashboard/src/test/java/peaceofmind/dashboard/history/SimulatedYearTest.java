package peaceofmind.dashboard.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import peaceofmind.dashboard.history.Row.Cell;

/** Two years and a month, collected once in five minutes: every ring has gone round, or would as it does at 15 s. */
class SimulatedYearTest {

    private static final Duration BLOCK = Duration.ofMinutes(5);
    private static final Instant BEGIN = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant END = BEGIN.plus(Duration.ofDays(760));

    @Test
    void everyResolutionReachesAsFarBackAsPromisedWithin20Megabytes() throws IOException {
        Map<String, MemoryDisk> disks = new HashMap<>();
        Rings rings = Rings.open(Tier.ALL, tier -> disks.computeIfAbsent(tier.file(), _ -> new MemoryDisk()));
        for (Instant at = BEGIN; at.isBefore(END); at = at.plus(BLOCK)) {
            Cell cell = Cell.of((double) Duration.between(BEGIN, at).toDays());
            rings.consume(rings.append(List.of(new Row(at.toEpochMilli(), 20, Map.of(1L, cell)))));
        }
        List<Integer> days = List.of(1, 7, 90, 728);
        for (int tier = 0; tier < rings.count(); tier++) {
            List<Sample> kept = rings.read(tier, 1, 0, Long.MAX_VALUE);
            long oldest = kept.stream().mapToLong(Sample::at).min().orElseThrow();
            assertThat(Duration.between(Instant.ofEpochMilli(oldest), END).toDays())
                    .as(rings.tier(tier).file())
                    .isGreaterThanOrEqualTo(days.get(tier));
        }
        long bytes = Tier.ALL.stream().mapToLong(Tier::maxBytes).sum();
        long used = disks.values().stream().mapToLong(MemoryDisk::size).sum();
        System.err.printf("history: at most %d bytes with 52 series, files end at %d after 760 days%n", bytes, used);
        assertThat(bytes).isLessThanOrEqualTo(20_000_000);
        assertThat(used).isLessThanOrEqualTo(bytes);
    }

    @Test
    void aBlockWithEverySeriesAndRowFitsItsSlot() throws IOException {
        for (Tier tier : Tier.ALL) {
            MemoryDisk disk = new MemoryDisk();
            RingFile ring = RingFile.open(tier, disk);
            List<Row> rows = new ArrayList<>();
            for (int row = 0; row < tier.rows(); row++) {
                Map<Long, Cell> cells = new HashMap<>();
                for (long id = 0; id < Tier.MAX_SERIES; id++) {
                    cells.put(id - 20, Cell.of(row));
                }
                rows.add(new Row(row * 1000L, 1, cells));
            }
            ring.append(rows, 0);
            assertThat(disk.size() - (long) tier.slotBytes()).isLessThanOrEqualTo(tier.slotBytes());
            assertThat(RingFile.open(tier, disk).read(-20, 0, Long.MAX_VALUE)).hasSize(tier.rows());
        }
    }
}
