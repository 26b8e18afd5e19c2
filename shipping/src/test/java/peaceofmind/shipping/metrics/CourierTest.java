package peaceofmind.shipping.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import peaceofmind.shipping.http.Backoff;
import peaceofmind.shipping.http.Outcome;
import peaceofmind.shipping.metrics.spool.Backlog;
import peaceofmind.shipping.metrics.spool.FaultyFiles;
import peaceofmind.shipping.metrics.spool.Spool;
import peaceofmind.shipping.metrics.wire.Decoded;
import peaceofmind.shipping.metrics.wire.Point;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.testkit.FakeClock;

final class CourierTest {

    private static final Series UP = Series.of("recorder_up", Map.of("instance", "gym-1"));
    private static final Map<String, String> WRITTEN = Map.of("x-prometheus-remote-write-samples-written", "1");

    private final FakeClock clock = new FakeClock();
    private final FaultyFiles files = new FaultyFiles();
    private final List<String> said = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final List<List<Decoded>> requests = new ArrayList<>();
    private final List<Decoded> arrived = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private String boot = "boot 1";
    private Counters counters = new Counters();
    private BiFunction<List<Decoded>, String, Outcome> answer = (_, _) -> taken(Map.of());
    private Courier courier = courier("1");

    private Outcome taken(Map<String, String> headers) {
        return new Outcome.Accepted(204, headers, Optional.of(clock.now()), "");
    }

    private Outcome refusing() {
        return new Outcome.Rejected(400, Map.of(), Optional.of(clock.now()), "prometheus rejects it (400): too old");
    }

    private static Outcome away(Duration... after) {
        return new Outcome.RetryLater(503, List.of(after).stream().findFirst(), Optional.empty(), "it is away");
    }

    private Courier courier(String protocol) {
        try {
            ConfigDocument document = ConfigDocument.parse("test", """
                    ship:
                      metrics:
                        - url: http://127.0.0.1:9/
                          name: home
                          protocol: %s
                          spool_age: 10d
                    """.formatted(protocol));
            DestinationConfig config =
                    ShipMetricsConfig.read(document).destinations().getFirst();
            Spool spool = new Spool(files, 1_000_000, counters::drop, said::add);
            return new Courier(
                    config,
                    new Courier.Parts(
                            new Backlog(spool, 5_000, counters::drop),
                            new ClockMemory(files, Optional.of(boot)),
                            new Receiver(this::post, config.protocol(), "peace/test", counters),
                            counters,
                            clock,
                            new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(2), new Random(1))),
                    said::add,
                    events::add);
        } catch (Exception mistake) {
            throw new IllegalStateException(mistake);
        }
    }

    private Outcome post(byte[] body, Map<String, String> headers) {
        try {
            String type = headers.getOrDefault("Content-Type", "");
            List<Decoded> decoded = Decoded.read(body, type);
            Outcome outcome = answer.apply(decoded, type);
            if (!decoded.isEmpty()) {
                requests.add(decoded);
                types.add(type);
            }
            if (outcome instanceof Outcome.Accepted) {
                arrived.addAll(decoded);
            }
            return outcome;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A minute passes: a sample each, and turns each second. */
    private void minute() {
        courier.offer(new Selection.Chosen(
                List.of(new Point(UP, Family.Type.GAUGE, clock.now().toEpochMilli(), Point.bits(1))), false));
        for (int second = 0; second < 60; second++) {
            turns();
            courier.keep();
            clock.advance(Duration.ofSeconds(1));
        }
    }

    /** As many turns as fit into a second. */
    private void turns() {
        long begin = clock.nanoTime();
        long waited = 0;
        while (waited < 1_000_000_000L) {
            long wait = courier.turn().toNanos();
            waited += Math.max(wait, 1_000_000);
            if (wait < 1_000_000_000L) {
                clock.advance(Duration.ofNanos(wait));
            }
        }
        assertThat(clock.nanoTime() - begin).isLessThan(2_000_000_000L);
    }

    private List<Long> times() {
        return arrived.stream().map(Decoded::timeMillis).toList();
    }

    @Test
    void whileTheWayIsOpenNothingTouchesTheDisk() {
        for (int n = 0; n < 5; n++) {
            minute();
        }
        assertThat(arrived).hasSize(5);
        assertThat(files.list()).isEmpty();
        assertThat(counters.sent.get()).isEqualTo(5);
        assertThat(said).isEmpty();
    }

    @Test
    void anOutageEndsInEverySampleOnceInOrderAndInOneLineEach() {
        minute();
        answer = (_, _) -> away();
        for (int n = 0; n < 30; n++) {
            minute();
        }
        assertThat(files.list()).isNotEmpty();
        answer = (_, _) -> taken(Map.of());
        minute();
        minute();
        minute();
        assertThat(times()).hasSize(34).doesNotHaveDuplicates().isSorted();
        assertThat(said).hasSize(2);
        assertThat(said.getFirst()).isEqualTo("metrics to home have to wait: it is away");
        assertThat(said.getLast()).matches("metrics to home arrive again after 3\\d min");
        assertThat(files.list()).noneMatch(name -> name.endsWith(".spool"));
    }

    @Test
    void aKillDuringAnOutageLosesAtMostTheLastSecondsInMemory() {
        answer = (_, _) -> away();
        for (int n = 0; n < 10; n++) {
            minute();
        }
        courier.offer(new Selection.Chosen(
                List.of(new Point(UP, Family.Type.GAUGE, clock.now().toEpochMilli(), Point.bits(1))), false));
        clock.advance(Duration.ofSeconds(16));
        courier.keep();
        // Nothing is closed: another process opens the same files.
        counters = new Counters();
        courier = courier("1");
        answer = (_, _) -> taken(Map.of());
        minute();
        minute();
        assertThat(times()).hasSize(13).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void retryAfterIsHonouredAndTheBackoffHasACap() {
        answer = (_, _) -> away(Duration.ofMinutes(10));
        minute();
        long tries = counters.requests.get();
        for (int n = 0; n < 8; n++) {
            minute();
        }
        assertThat(counters.requests.get()).isEqualTo(tries);
        answer = (_, _) -> away();
        for (int n = 0; n < 60; n++) {
            minute();
        }
        assertThat(counters.requests.get() - tries).isBetween(28L, 62L);
    }

    @Test
    void whatTheReceiverRefusesIsDroppedCountedAndToldOnceWhileTheRestArrives() {
        answer = (_, _) -> away();
        for (int n = 0; n < 40; n++) {
            minute();
        }
        long limit = clock.now().minus(Duration.ofMinutes(15)).toEpochMilli();
        answer = (decoded, _) ->
                decoded.stream().anyMatch(one -> one.timeMillis() < limit) ? refusing() : taken(Map.of());
        for (int n = 0; n < 4; n++) {
            minute();
        }
        long refused = counters.dropped("refused");
        assertThat(refused).isBetween(24L, 27L);
        assertThat(times()).doesNotHaveDuplicates().isSorted().hasSize(44 - (int) refused);
        assertThat(events).hasSize(1);
        assertThat(events.getFirst()).contains(refused + " samples", "too old", "own history");
    }

    @Test
    void aFullDiskKeepsItInMemoryAndIsToldOnce() {
        answer = (_, _) -> away();
        files.full(true);
        for (int n = 0; n < 20; n++) {
            minute();
        }
        answer = (_, _) -> taken(Map.of());
        for (int n = 0; n < 3; n++) {
            minute();
        }
        assertThat(times()).hasSize(23).doesNotHaveDuplicates().isSorted();
        assertThat(said).filteredOn(line -> line.contains("No space left")).hasSize(1);
    }

    @Test
    void aReceiverOfTheFirstVersionIsNoticedAndRemembered() {
        courier = courier("auto");
        answer = (_, type) ->
                type.contains("v2") ? new Outcome.Rejected(415, Map.of(), Optional.empty(), "?") : taken(Map.of());
        minute();
        minute();
        assertThat(arrived).hasSize(2);
        assertThat(types).containsOnly("application/x-protobuf");
    }

    @Test
    void aReceiverOfTheSecondVersionSaysHowManyItHasWritten() {
        courier = courier("auto");
        answer = (_, _) -> taken(WRITTEN);
        minute();
        assertThat(types).allMatch(type -> type.contains("v2.Request"));
        answer = (decoded, _) -> taken(Map.of("x-prometheus-remote-write-samples-written", "0"));
        minute();
        assertThat(counters.sent.get()).isEqualTo(1);
        assertThat(counters.dropped("refused")).isEqualTo(1);
    }

    @Test
    void aLoginPageIsNotTakenForTheReceiver() {
        answer = (_, _) -> new Outcome.Accepted(200, Map.of("content-type", "text/html"), Optional.empty(), "<html>");
        minute();
        assertThat(counters.sent.get()).isZero();
        assertThat(said).hasSize(1);
        assertThat(said.getFirst()).contains("login page");
    }

    @Test
    void aClockThatIsYearsOffIsToldOnceAndNothingIsSentUntilItIsSet() {
        clock.stepWall(Duration.ofDays(-3650));
        Instant[] truth = {clock.now().plus(Duration.ofDays(3650))};
        answer = (_, _) -> new Outcome.Accepted(204, Map.of(), Optional.of(truth[0]), "");
        minute();
        minute();
        assertThat(requests).isEmpty();
        assertThat(said).hasSize(1);
        assertThat(said.getFirst()).contains("clock of this device is wrong");
        clock.stepWall(Duration.ofDays(3650));
        answer = (_, _) -> taken(Map.of());
        for (int n = 0; n < 4; n++) {
            minute();
        }
        assertThat(counters.sent.get()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void whatWasTakenByAWrongClockGetsItsTimeWhenTheClockIsSet() {
        for (int years : new int[] {-10, 10}) {
            courier = courier("1");
            arrived.clear();
            List<Long> truth = new ArrayList<>();
            Duration off = Duration.ofDays(365L * years);
            clock.stepWall(off);
            answer = (_, _) ->
                    new Outcome.Accepted(204, Map.of(), Optional.of(clock.now().minus(off)), "");
            for (int n = 0; n < 20; n++) {
                truth.add(clock.now().minus(off).toEpochMilli());
                minute();
            }
            assertThat(arrived).as("%d years off", years).isEmpty();
            clock.stepWall(off.negated());
            answer = (_, _) -> taken(Map.of());
            for (int n = 0; n < 3; n++) {
                truth.add(clock.now().toEpochMilli());
                minute();
            }
            assertThat(times()).isEqualTo(truth);
            assertThat(counters.dropped()).isEmpty();
        }
    }

    @Test
    void whatARightClockSaidStaysAlsoWhenTheClockGoesWrongAndIsMended() {
        List<Long> truth = new ArrayList<>();
        truth.add(clock.now().toEpochMilli());
        minute();
        answer = (_, _) -> away();
        truth.add(clock.now().toEpochMilli());
        minute();
        clock.stepWall(Duration.ofHours(-5));
        truth.add(clock.now().plus(Duration.ofHours(5)).toEpochMilli());
        minute();
        clock.stepWall(Duration.ofHours(5));
        answer = (_, _) -> taken(Map.of());
        for (int n = 0; n < 3; n++) {
            truth.add(clock.now().toEpochMilli());
            minute();
        }
        assertThat(times()).isEqualTo(truth);
    }

    @Test
    void whatAnEarlierProcessTookByAWrongClockGetsItsTimeWheneverTheClockIsSet() {
        Duration off = Duration.ofDays(-3650);
        for (boolean setWhileDead : new boolean[] {false, true}) {
            arrived.clear();
            List<Long> truth = new ArrayList<>();
            clock.stepWall(off);
            answer = (_, _) -> away();
            for (int n = 0; n < 3; n++) {
                truth.add(clock.now().minus(off).toEpochMilli());
                minute();
            }
            // Killed: nothing is written at the end.
            if (setWhileDead) {
                clock.stepWall(off.negated());
            }
            courier = courier("1");
            for (int n = 0; n < 3; n++) {
                truth.add(clock.now().minus(setWhileDead ? Duration.ZERO : off).toEpochMilli());
                minute();
            }
            if (!setWhileDead) {
                clock.stepWall(off.negated());
            }
            truth.add(clock.now().toEpochMilli());
            minute();
            // And once more, in another boot, with the step known already.
            boot += "+";
            courier = courier("1");
            answer = (_, _) -> taken(Map.of());
            for (int n = 0; n < 4; n++) {
                truth.add(clock.now().toEpochMilli());
                minute();
            }
            assertThat(times()).as("set while dead: %s", setWhileDead).isEqualTo(truth);
            assertThat(counters.dropped()).isEmpty();
        }
    }

    @Test
    void whatIsKnownOfTheClockIsNotAppliedToLaterBlocksOfTheSameNumbers() throws Exception {
        clock.stepWall(Duration.ofDays(-3650));
        answer = (_, _) -> away();
        minute();
        clock.stepWall(Duration.ofDays(3650));
        minute();
        assertThat(new String(files.read("clock.json"), StandardCharsets.UTF_8)).contains("\"shift_ms\":315360000000");
        answer = (_, _) -> taken(Map.of());
        minute();
        minute();
        minute();
        arrived.clear();
        // The spool is empty, and numbers its blocks anew.
        courier = courier("1");
        assertThat(files.read("clock.json")).isEmpty();
        long now = clock.now().toEpochMilli();
        minute();
        assertThat(times()).containsExactly(now);
    }

    @Test
    void aDamagedMemoryOfTheClockIsNone() throws Exception {
        answer = (_, _) -> away();
        long now = clock.now().toEpochMilli();
        minute();
        for (String damaged : List.of("{\"boot_id\":\"boot 1\",\"steps\":[{},7]}", "{\"boot", "[]")) {
            files.replace("clock.json", damaged.getBytes(StandardCharsets.UTF_8));
            courier = courier("1");
        }
        answer = (_, _) -> taken(Map.of());
        minute();
        minute();
        assertThat(times()).startsWith(now);
    }

    @Test
    void samplesOfAClockThatWasAheadInAnEarlierBootAreDroppedAndCounted() {
        answer = (_, _) -> away();
        clock.stepWall(Duration.ofDays(3650));
        minute();
        courier.spill();
        boot = "boot 2";
        courier = courier("1");
        clock.stepWall(Duration.ofDays(-3650));
        answer = (_, _) -> taken(Map.of());
        minute();
        minute();
        minute();
        assertThat(counters.dropped("clock_was_ahead")).isEqualTo(1);
        assertThat(times()).hasSize(3).isSorted();
    }

    @Test
    void whatIsGivenUpForWantOfRoomIsToldWhenItBeginsAndWithItsNumberWhenItIsOver() {
        answer = (_, _) -> away();
        files.full(true);
        for (int n = 0; n < 12; n++) {
            List<Point> many = Collections.nCopies(
                    1_000, new Point(UP, Family.Type.GAUGE, clock.now().toEpochMilli(), Point.bits(n)));
            courier.offer(new Selection.Chosen(many, false));
            courier.keep();
            clock.advance(Duration.ofSeconds(15));
        }
        assertThat(said)
                .filteredOn(line -> line.contains("the room in memory is used up"))
                .hasSize(1);
        assertThat(counters.dropped("memory_full")).isEqualTo(7_000);
        answer = (_, _) -> taken(Map.of());
        clock.advance(Duration.ofMinutes(2));
        turns();
        assertThat(events).singleElement().asString().contains("7,000 samples were given up", "own history");
    }

    @Test
    void somethingUrgentDoesNotWaitForTheMinute() {
        minute();
        int before = arrived.size();
        courier.offer(new Selection.Chosen(
                List.of(new Point(UP, Family.Type.GAUGE, clock.now().toEpochMilli(), Point.bits(0))), true));
        turns();
        assertThat(arrived).hasSize(before + 1);
    }

    @Test
    void aTypoInTheAddressIsFoundByTheConfiguration() throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", "ship: {metrics: [{url: 'htps://host/push'}]}");
        ShipMetricsConfig.read(document);
        assertThat(catchThrowable(() -> document.check(Set.of("ship"))))
                .hasMessageContaining("ship.metrics[0].url")
                .hasMessageContaining("https://host/path");
    }
}
