// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.metrics.wire.SeriesSample;

final class SpoolTest {

    private final FaultyFiles files = new FaultyFiles();
    private final Map<String, Long> dropped = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();

    private Spool open(long maxBytes) {
        return new Spool(files, maxBytes, (reason, n) -> dropped.merge(reason, n, Long::sum), warnings::add);
    }

    private Spool open() {
        return open(10_000_000);
    }

    private static final List<Family.Type> TYPES = List.of(Family.Type.values());

    static SpoolBlock block(long sequence) {
        List<SeriesSample> samples = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            samples.add(new SeriesSample(
                    Series.of("recorder_up", Map.of("instance", "gym-" + n, "state", "\u00e9\n" + sequence)),
                    TYPES.get((int) (n + sequence) % TYPES.size()),
                    1_790_000_000_000L + sequence * 60_000,
                    n == 2 ? SeriesSample.STALE_BITS : SeriesSample.toBits(sequence / 3.0)));
        }
        return new SpoolBlock(sequence, samples);
    }

    private interface Scenario {
        void run(Spool spool, List<SpoolBlock> appended, List<Long> sent) throws IOException;
    }

    /** An outage: blocks are appended, some are sent, more are appended, all are sent, and it starts again. */
    private static void outage(Spool spool, List<SpoolBlock> appended, List<Long> sent) throws IOException {
        for (long n = 1; n <= 4; n++) {
            spool.append(block(n));
            appended.add(block(n));
        }
        sent.addAll(List.of(1L, 2L));
        spool.acknowledge(2);
        spool.append(block(5));
        appended.add(block(5));
        sent.addAll(List.of(3L, 4L, 5L));
        spool.acknowledge(5);
        for (long n = 6; n <= 8; n++) {
            spool.append(block(n));
            appended.add(block(n));
        }
    }

    @Test
    void killedAtAnyByteItLosesNothingThatWasAppendedAndInventsNothing() throws IOException {
        outage(open(), new ArrayList<>(), new ArrayList<>());
        long total = files.workDone();
        assertThat(total).isGreaterThan(500);
        for (long amount = 0; amount <= total; amount++) {
            killedAfter(amount, SpoolTest::outage);
        }
    }

    private static void killedAfter(long amount, Scenario scenario) throws IOException {
        FaultyFiles files = new FaultyFiles();
        files.killAfter(amount);
        List<SpoolBlock> appended = new ArrayList<>();
        List<Long> sent = new ArrayList<>();
        try {
            scenario.run(new Spool(files, 10_000_000, (_, _) -> {}, _ -> {}), appended, sent);
        } catch (FaultyFiles.Killed expected) {
            files.restart();
        }
        Spool after = new Spool(files, 10_000_000, (_, _) -> {}, _ -> {});
        List<SpoolBlock> found = after.peek(1_000);
        List<SpoolBlock> expected = appended.stream()
                .filter(block -> !sent.contains(block.sequence()))
                .toList();
        assertThat(found).as("killed after %d", amount).containsAll(expected);
        assertThat(found).isSortedAccordingTo((a, b) -> Long.compare(a.sequence(), b.sequence()));
        found.forEach(block -> assertThat(block).isEqualTo(block(block.sequence())));
        // And it still works.
        long next = after.nextSequence();
        after.append(block(next));
        List<SpoolBlock> more = new Spool(files, 10_000_000, (_, _) -> {}, _ -> {}).peek(1_000);
        assertThat(more).hasSize(found.size() + 1);
        assertThat(more.getLast()).isEqualTo(block(next));
    }

    @Test
    void aDamagedByteCostsAtMostOneRecordAndTheFileIsKept() throws IOException {
        Spool spool = open();
        for (long n = 1; n <= 3; n++) {
            spool.append(block(n));
        }
        String name = files.list().getFirst();
        byte[] good = files.bytes(name);
        for (int at = 0; at < good.length; at++) {
            byte[] damaged = good.clone();
            damaged[at] ^= 0x41;
            files.put(name, damaged);
            List<SpoolBlock> found = open().peek(1_000);
            assertThat(found).as("byte %d", at).hasSize(2).isSubsetOf(block(1), block(2), block(3));
        }
        byte[] middle = good.clone();
        middle[good.length / 2] ^= 0x41;
        files.put(name, middle);
        dropped.clear();
        Spool reopened = open();
        reopened.acknowledge(3);
        assertThat(files.list()).containsExactly(name + ".corrupt-0");
        assertThat(files.bytes(name + ".corrupt-0")).isEqualTo(middle);
        assertThat(dropped).as("one block").containsEntry("spool_damaged", 3L);
    }

    @Test
    void aFileOfNothingButNulsIsMovedAside() throws IOException {
        files.put("0000000000000001.spool", new byte[5_000]);
        Spool spool = open();
        assertThat(spool.isEmpty()).isTrue();
        assertThat(files.list()).containsExactly("0000000000000001.spool.corrupt-0");
        assertThat(warnings).anyMatch(line -> line.contains("damaged"));
        assertThat(dropped).containsEntry("spool_damaged", 1L);
        spool.append(block(1));
        assertThat(open().peek(10)).containsExactly(block(1));
    }

    @Test
    void aFileThatCannotBeReadIsCountedAndMovedAside() throws IOException {
        open().append(block(1));
        String name = files.list().getFirst();
        files.setUnreadable(name);
        Spool spool = open();
        assertThat(dropped).containsKey("spool_damaged");
        assertThat(files.list()).containsExactly(name + ".corrupt-0");
        assertThat(warnings).anyMatch(line -> line.contains("Input/output error"));
        spool.append(block(2));
        assertThat(spool.peek(10)).containsExactly(block(2));
    }

    @Test
    void theOldestBlocksAreDroppedAndCountedWhenTheLimitIsReached() throws IOException {
        Spool spool = open(100_000);
        long n = 0;
        while (dropped.isEmpty()) {
            spool.append(block(++n));
        }
        assertThat(spool.bytes()).isBetween(80_000L, 100_000L);
        assertThat(spool.sampleCount() + dropped.getOrDefault("spool_full", 0L)).isEqualTo(3 * n);
        assertThat(spool.peek(3).getFirst().sequence()).isGreaterThan(1);
    }

    @Test
    void aFullDiskLeavesTheSpoolUnchangedAndARetrySucceeds() throws IOException {
        Spool spool = open();
        spool.append(block(1));
        files.setFull(true);
        assertThatThrownBy(() -> spool.append(block(2))).hasMessageContaining("No space left");
        assertThat(open().peek(100)).containsExactly(block(1));
        files.setFull(false);
        spool.append(block(2));
        assertThat(open().peek(100)).containsExactly(block(1), block(2));
    }

    @Test
    void blocksThatAreTooOldAreDroppedAndCounted() throws IOException {
        Spool spool = open();
        for (long n = 1; n <= 4; n++) {
            spool.append(block(n));
        }
        spool.dropWhile((_, time) -> time < block(3).timeMillis());
        assertThat(spool.peek(100)).containsExactly(block(3), block(4));
        assertThat(dropped).containsEntry("too_old", 6L);
    }

    @Test
    void sequencesContinueAfterARestart() throws IOException {
        Spool spool = open();
        spool.append(block(7));
        spool.append(block(8));
        spool.acknowledge(7);
        Spool reopened = open();
        assertThat(reopened.nextSequence()).isEqualTo(9);
        assertThat(reopened.peek(100)).containsExactly(block(8));
    }
}
