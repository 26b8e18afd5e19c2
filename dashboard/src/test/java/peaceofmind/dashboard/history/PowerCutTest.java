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

/** The power fails at every byte that is written. */
class PowerCutTest {

    private static final Tier FINE = new Tier("fine", Duration.ofSeconds(15), Duration.ofMinutes(1), 6, 5, 8192, false);
    private static final Tier COARSE =
            new Tier("coarse", Duration.ofMinutes(1), Duration.ofMinutes(4), 8, 4, 8192, true);
    private static final long SERIES = 42;

    @Test
    void aBlockThatIsCutOffAnywhereCostsOnlyItself() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        RingFile ring = RingFile.open(FINE, disk);
        for (int block = 0; block < 7; block++) {
            ring.append(rows(block), 0);
        }
        int bytes = BlockFormat.bytes(4, 2, false);
        for (int cut = 0; cut < bytes; cut++) {
            MemoryDisk dying = disk.afterReboot();
            RingFile writing = RingFile.open(FINE, dying);
            dying.failAfter(cut);
            assertThatThrownBy(() -> writing.append(rows(7), 0)).hasMessage("the power is gone");
            RingFile reopened = RingFile.open(FINE, dying.afterReboot());
            assertThat(reopened.after(0)).as("cut at byte " + cut).contains(4L, 5L, 6L, 7L);
            // Its last bytes are those that were there before: without them it may be whole.
            long newest = reopened.newest();
            assertThat(newest).isBetween(7L, cut < bytes - 16 ? 7L : 8L);
            assertThat(reopened.read(SERIES, 0, Long.MAX_VALUE))
                    .hasSizeBetween(16, 20)
                    .allSatisfy(
                            sample -> assertThat((double) sample.cell().avg()).isEqualTo(sample.at() / 15_000.0));
            reopened.append(rows(7), 0);
            assertThat(reopened.newest()).isEqualTo(newest + 1);
        }
    }

    @Test
    void aCoarserBlockThatIsCutOffIsMadeAgainFromTheFinerOnes() throws IOException {
        for (int cut = 0; cut < BlockFormat.bytes(4, 2, true); cut++) {
            Map<String, MemoryDisk> disks = new HashMap<>(Map.of("fine", new MemoryDisk(), "coarse", new MemoryDisk()));
            Rings rings = Rings.open(List.of(FINE, COARSE), tier -> disk(disks, tier.file()));
            for (int block = 0; block < 4; block++) {
                rings.consume(rings.append(rows(block)));
            }
            disk(disks, "coarse").failAfter(cut);
            Block last = rings.append(rows(4));
            assertThatThrownBy(() -> rings.consume(last)).hasMessage("the power is gone");
            disks.replaceAll((_, disk) -> disk.afterReboot());
            Rings reopened = Rings.open(List.of(FINE, COARSE), tier -> disk(disks, tier.file()));
            assertThat(reopened.read(1, SERIES, 0, Long.MAX_VALUE))
                    .as("cut at byte " + cut)
                    .extracting(Sample::at)
                    .containsExactly(0L, 60_000L, 120_000L, 180_000L, 240_000L);
        }
    }

    @Test
    void aRefusedCoarseBlockIsWrittenWithTheNextOne() throws IOException {
        Map<String, MemoryDisk> disks = Map.of("fine", new MemoryDisk(), "coarse", new MemoryDisk());
        Rings rings = Rings.open(List.of(FINE, COARSE), tier -> disk(disks, tier.file()));
        for (int block = 0; block < 4; block++) {
            rings.consume(rings.append(rows(block)));
        }
        disk(disks, "coarse").failAfter(10);
        Block last = rings.append(rows(4));
        assertThatThrownBy(() -> rings.consume(last)).isInstanceOf(IOException.class);
        disk(disks, "coarse").failAfter(Long.MAX_VALUE);
        for (int block = 5; block < 9; block++) {
            rings.consume(rings.append(rows(block)));
        }
        assertThat(rings.read(1, SERIES, 0, Long.MAX_VALUE))
                .extracting(Sample::at)
                .containsExactly(0L, 60_000L, 120_000L, 180_000L, 240_000L, 300_000L, 360_000L, 420_000L, 480_000L);
    }

    @Test
    void aSpoiledPlaceIsPassedOverAndCounted() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        RingFile ring = RingFile.open(FINE, disk);
        for (int block = 0; block < 3; block++) {
            ring.append(rows(block), 0);
        }
        int column = BlockFormat.headBytes(4, 2) + 4 * Float.BYTES;
        disk.spoil(2 * FINE.slotBytes() + column, 1);
        RingFile reopened = RingFile.open(FINE, disk.afterReboot());
        assertThat(reopened.read(SERIES, 0, Long.MAX_VALUE)).hasSize(8);
        assertThat(reopened.damaged()).isEqualTo(1);
        disk.spoil(0, disk.afterReboot().content().length);
        assertThat(RingFile.open(FINE, disk).read(SERIES, 0, Long.MAX_VALUE)).isEmpty();
    }

    /** A minute of rows; the values tell the times. */
    private static List<Row> rows(int minute) {
        List<Row> rows = new ArrayList<>();
        for (int quarter = 0; quarter < 4; quarter++) {
            long at = minute * 60_000L + quarter * 15_000L;
            rows.add(new Row(at, 1, Map.of(SERIES, Cell.of(at / 15_000.0), 7L, Cell.of(quarter))));
        }
        return rows;
    }

    private static MemoryDisk disk(Map<String, MemoryDisk> disks, String file) {
        return Objects.requireNonNull(disks.get(file), file);
    }
}
