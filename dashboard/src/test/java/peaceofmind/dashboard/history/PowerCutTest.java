// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import peaceofmind.dashboard.history.Row.Cell;

/** Power failures at every byte of a write. */
class PowerCutTest {

    private static final Resolution FINE =
            new Resolution("fine", Duration.ofSeconds(15), Duration.ofMinutes(1), 6, 5, 8192, false);
    private static final Resolution COARSE =
            new Resolution("coarse", Duration.ofMinutes(1), Duration.ofMinutes(4), 8, 4, 8192, true);
    private static final long SERIES = 42;

    @Test
    void aBlockTornAtAnyByteLosesOnlyItself() throws IOException {
        FaultyStorage storage = new FaultyStorage();
        RingFile ring = RingFile.open(FINE, storage);
        for (int block = 0; block < 7; block++) {
            ring.append(rows(block), 0);
        }
        int bytes = BlockFormat.blockBytes(4, 2, false);
        for (int cut = 0; cut < bytes; cut++) {
            FaultyStorage failing = storage.afterReboot();
            RingFile writing = RingFile.open(FINE, failing);
            failing.failAfter(cut);
            assertThatThrownBy(() -> writing.append(rows(7), 0)).hasMessage("power failure");
            RingFile reopened = RingFile.open(FINE, failing.afterReboot());
            assertThat(reopened.sequencesAfter(0)).as("cut at byte " + cut).contains(4L, 5L, 6L, 7L);
            // The last bytes of the block equal the old content of the slot, so it may be complete without them.
            long newest = reopened.newestSequence();
            assertThat(newest).isBetween(7L, cut < bytes - 16 ? 7L : 8L);
            assertThat(reopened.read(SERIES, 0, Long.MAX_VALUE))
                    .hasSizeBetween(16, 20)
                    .allSatisfy(
                            sample -> assertThat((double) sample.cell().avg()).isEqualTo(sample.at() / 15_000.0));
            reopened.append(rows(7), 0);
            assertThat(reopened.newestSequence()).isEqualTo(newest + 1);
        }
    }

    @Test
    void aTornCoarseBlockIsRebuiltFromFinerBlocks() throws IOException {
        for (int cut = 0; cut < BlockFormat.blockBytes(4, 2, true); cut++) {
            Map<String, FaultyStorage> storages =
                    new HashMap<>(Map.of("fine", new FaultyStorage(), "coarse", new FaultyStorage()));
            RingStore store =
                    RingStore.open(List.of(FINE, COARSE), resolution -> storage(storages, resolution.fileName()));
            for (int block = 0; block < 4; block++) {
                store.downsample(store.append(rows(block)));
            }
            storage(storages, "coarse").failAfter(cut);
            HistoryBlock last = store.append(rows(4));
            assertThatThrownBy(() -> store.downsample(last)).hasMessage("power failure");
            storages.replaceAll((_, storage) -> storage.afterReboot());
            RingStore reopened =
                    RingStore.open(List.of(FINE, COARSE), resolution -> storage(storages, resolution.fileName()));
            assertThat(reopened.read(1, SERIES, 0, Long.MAX_VALUE))
                    .as("cut at byte " + cut)
                    .extracting(HistorySample::at)
                    .containsExactly(0L, 60_000L, 120_000L, 180_000L, 240_000L);
        }
    }

    @Test
    void aFailedCoarseWriteIsRetriedWithTheNextBlock() throws IOException {
        Map<String, FaultyStorage> storages = Map.of("fine", new FaultyStorage(), "coarse", new FaultyStorage());
        RingStore store = RingStore.open(List.of(FINE, COARSE), resolution -> storage(storages, resolution.fileName()));
        for (int block = 0; block < 4; block++) {
            store.downsample(store.append(rows(block)));
        }
        storage(storages, "coarse").failAfter(10);
        HistoryBlock last = store.append(rows(4));
        assertThatThrownBy(() -> store.downsample(last)).isInstanceOf(IOException.class);
        storage(storages, "coarse").failAfter(Long.MAX_VALUE);
        for (int block = 5; block < 9; block++) {
            store.downsample(store.append(rows(block)));
        }
        assertThat(store.read(1, SERIES, 0, Long.MAX_VALUE))
                .extracting(HistorySample::at)
                .containsExactly(0L, 60_000L, 120_000L, 180_000L, 240_000L, 300_000L, 360_000L, 420_000L, 480_000L);
    }

    @Test
    void corruptBytesAreSkippedAndCounted() throws IOException {
        FaultyStorage storage = new FaultyStorage();
        RingFile ring = RingFile.open(FINE, storage);
        for (int block = 0; block < 3; block++) {
            ring.append(rows(block), 0);
        }
        int column = BlockFormat.headerBytes(4, 2) + 4 * Float.BYTES;
        storage.corrupt(2 * FINE.slotBytes() + column, 1);
        RingFile reopened = RingFile.open(FINE, storage.afterReboot());
        assertThat(reopened.read(SERIES, 0, Long.MAX_VALUE)).hasSize(8);
        assertThat(reopened.damagedBlocks()).isEqualTo(1);
        storage.corrupt(0, storage.afterReboot().content().length);
        assertThat(RingFile.open(FINE, storage).read(SERIES, 0, Long.MAX_VALUE)).isEmpty();
    }

    /** A minute of rows, whose values encode their times. */
    private static List<Row> rows(int minute) {
        List<Row> rows = new ArrayList<>();
        for (int quarter = 0; quarter < 4; quarter++) {
            long at = minute * 60_000L + quarter * 15_000L;
            rows.add(new Row(at, 1, Map.of(SERIES, Cell.of(at / 15_000.0), 7L, Cell.of(quarter))));
        }
        return rows;
    }

    private static FaultyStorage storage(Map<String, FaultyStorage> storages, String file) {
        return Objects.requireNonNull(storages.get(file), file);
    }
}
