// SPDX-License-Identifier: Apache-2.0
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

/** Two years and a month with one row per block of five minutes: every ring wraps around as it would with rows of 15 s. */
class SimulatedYearTest {

    private static final Duration BLOCK = Duration.ofMinutes(5);
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant END = START.plus(Duration.ofDays(760));

    @Test
    void everyResolutionReachesAsFarBackAsPromisedWithin20Megabytes() throws IOException {
        Map<String, FaultyStorage> storages = new HashMap<>();
        RingStore store = RingStore.open(
                Resolution.ALL,
                resolution -> storages.computeIfAbsent(resolution.fileName(), _ -> new FaultyStorage()));
        for (Instant at = START; at.isBefore(END); at = at.plus(BLOCK)) {
            Cell cell = Cell.of((double) Duration.between(START, at).toDays());
            store.downsample(store.append(List.of(new Row(at.toEpochMilli(), 20, Map.of(1L, cell)))));
        }
        List<Integer> days = List.of(1, 7, 90, 728);
        for (int resolution = 0; resolution < store.resolutionCount(); resolution++) {
            List<HistorySample> samples = store.read(resolution, 1, 0, Long.MAX_VALUE);
            long oldest = samples.stream().mapToLong(HistorySample::at).min().orElseThrow();
            assertThat(Duration.between(Instant.ofEpochMilli(oldest), END).toDays())
                    .as(store.resolution(resolution).fileName())
                    .isGreaterThanOrEqualTo(days.get(resolution));
        }
        long bytes = Resolution.ALL.stream().mapToLong(Resolution::maxBytes).sum();
        long used = storages.values().stream().mapToLong(FaultyStorage::size).sum();
        System.err.printf("history: at most %d bytes with 52 series, %d bytes used after 760 days%n", bytes, used);
        assertThat(bytes).isLessThanOrEqualTo(20_000_000);
        assertThat(used).isLessThanOrEqualTo(bytes);
    }

    @Test
    void aBlockWithEverySeriesAndRowFitsItsSlot() throws IOException {
        for (Resolution resolution : Resolution.ALL) {
            FaultyStorage storage = new FaultyStorage();
            RingFile ring = RingFile.open(resolution, storage);
            List<Row> rows = new ArrayList<>();
            for (int row = 0; row < resolution.maxRows(); row++) {
                Map<Long, Cell> cells = new HashMap<>();
                for (long id = 0; id < Resolution.MAX_SERIES; id++) {
                    cells.put(id - 20, Cell.of(row));
                }
                rows.add(new Row(row * 1000L, 1, cells));
            }
            ring.append(rows, 0);
            assertThat(storage.size() - (long) resolution.slotBytes()).isLessThanOrEqualTo(resolution.slotBytes());
            assertThat(RingFile.open(resolution, storage).read(-20, 0, Long.MAX_VALUE))
                    .hasSize(resolution.maxRows());
        }
    }
}
