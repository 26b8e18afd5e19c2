// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.http.Backoff;
import peaceofmind.shipping.http.HttpResult;
import peaceofmind.shipping.metrics.spool.Backlog;
import peaceofmind.shipping.metrics.spool.FaultyFiles;
import peaceofmind.shipping.metrics.spool.Quarantine;
import peaceofmind.shipping.metrics.spool.Spool;
import peaceofmind.shipping.metrics.wire.DecodedSample;
import peaceofmind.shipping.metrics.wire.SeriesSample;
import peaceofmind.testkit.FakeClock;

final class RemoteWriteSenderTest {

    private static final Series UP = Series.of("recorder_up", Map.of("instance", "gym-1"));
    private static final Map<String, String> WRITTEN = Map.of("x-prometheus-remote-write-samples-written", "1");

    private final FakeClock clock = new FakeClock();
    private final FaultyFiles files = new FaultyFiles();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final List<List<DecodedSample>> requests = new ArrayList<>();
    private final List<DecodedSample> delivered = new ArrayList<>();
    private final List<String> contentTypes = new ArrayList<>();
    private String bootId = "boot 1";
    private Counters counters = new Counters();
    private BiFunction<List<DecodedSample>, String, HttpResult> response = (_, _) -> accepted(Map.of());
    private RemoteWriteSender sender = createSender("1");

    private HttpResult accepted(Map<String, String> headers) {
        return new HttpResult.Accepted(204, headers, Optional.of(clock.now()), "");
    }

    private HttpResult rejected() {
        return new HttpResult.Rejected(
                400, Map.of(), Optional.of(clock.now()), "prometheus rejected the request (400): too old", "too old");
    }

    private static HttpResult retryLater(Duration... retryAfter) {
        return new HttpResult.RetryLater(
                503, List.of(retryAfter).stream().findFirst(), Optional.empty(), "it is unreachable");
    }

    private RemoteWriteSender createSender(String protocol) {
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
            Spool spool = new Spool(files, 1_000_000, counters::drop, warnings::add);
            return new RemoteWriteSender(
                    config,
                    new RemoteWriteSender.Dependencies(
                            new Backlog(spool, 5_000, counters::drop),
                            new ClockCorrectionsStore(files, Optional.of(bootId)),
                            new RemoteWriteClient(this::post, config.protocol(), "peace/test", counters),
                            new SeriesQuarantine(
                                    "home", new Quarantine(files, warnings::add), counters, clock, events::add),
                            counters,
                            clock,
                            new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(2), new Random(1))),
                    warnings::add,
                    events::add);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private HttpResult post(byte[] body, Map<String, String> headers) {
        try {
            String type = headers.getOrDefault("Content-Type", "");
            List<DecodedSample> decoded = DecodedSample.read(body, type);
            HttpResult result = response.apply(decoded, type);
            if (!decoded.isEmpty()) {
                requests.add(decoded);
                contentTypes.add(type);
            }
            if (result instanceof HttpResult.Accepted) {
                delivered.addAll(decoded);
            }
            return result;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Lets a minute pass, with one sample and a call every second. */
    private void runMinute() {
        sender.append(new SampleSelector.Selected(
                List.of(new SeriesSample(UP, Family.Type.GAUGE, clock.now().toEpochMilli(), SeriesSample.toBits(1))),
                false));
        for (int second = 0; second < 60; second++) {
            runSecond();
            sender.spillIfStalled();
            clock.advance(Duration.ofSeconds(1));
        }
    }

    /** Calls the sender as often as fits into a second. */
    private void runSecond() {
        long startNanos = clock.nanoTime();
        long waitedNanos = 0;
        while (waitedNanos < 1_000_000_000L) {
            long waitNanos = sender.sendNext().toNanos();
            waitedNanos += Math.max(waitNanos, 1_000_000);
            if (waitNanos < 1_000_000_000L) {
                clock.advance(Duration.ofNanos(waitNanos));
            }
        }
        assertThat(clock.nanoTime() - startNanos).isLessThan(2_000_000_000L);
    }

    private List<Long> deliveredTimes() {
        return delivered.stream().map(DecodedSample::timeMillis).toList();
    }

    @Test
    void withoutAnOutageNothingIsWrittenToDisk() {
        for (int n = 0; n < 5; n++) {
            runMinute();
        }
        assertThat(delivered).hasSize(5);
        assertThat(files.list()).isEmpty();
        assertThat(counters.sent.get()).isEqualTo(5);
        assertThat(warnings).isEmpty();
    }

    @Test
    void afterAnOutageEverySampleIsDeliveredOnceInOrderAndStartAndEndAreLoggedOnce() {
        runMinute();
        response = (_, _) -> retryLater();
        for (int n = 0; n < 30; n++) {
            runMinute();
        }
        assertThat(files.list()).isNotEmpty();
        response = (_, _) -> accepted(Map.of());
        runMinute();
        runMinute();
        runMinute();
        assertThat(deliveredTimes()).hasSize(34).doesNotHaveDuplicates().isSorted();
        assertThat(warnings).hasSize(2);
        assertThat(warnings.getFirst()).isEqualTo("metrics to home: cannot send, will retry: it is unreachable");
        assertThat(warnings.getLast()).matches("metrics to home: sending again after 3\\d min");
        assertThat(files.list()).noneMatch(name -> name.endsWith(".spool"));
    }

    @Test
    void aKillDuringAnOutageLosesAtMostTheLastSecondsInMemory() {
        response = (_, _) -> retryLater();
        for (int n = 0; n < 10; n++) {
            runMinute();
        }
        sender.append(new SampleSelector.Selected(
                List.of(new SeriesSample(UP, Family.Type.GAUGE, clock.now().toEpochMilli(), SeriesSample.toBits(1))),
                false));
        clock.advance(Duration.ofSeconds(16));
        sender.spillIfStalled();
        // Killed: nothing is closed, and another process opens the same files.
        counters = new Counters();
        sender = createSender("1");
        response = (_, _) -> accepted(Map.of());
        runMinute();
        runMinute();
        assertThat(deliveredTimes()).hasSize(13).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void retryAfterIsHonouredAndTheBackoffHasACap() {
        response = (_, _) -> retryLater(Duration.ofMinutes(10));
        runMinute();
        long requestsBefore = counters.requests.get();
        for (int n = 0; n < 8; n++) {
            runMinute();
        }
        assertThat(counters.requests.get()).isEqualTo(requestsBefore);
        response = (_, _) -> retryLater();
        for (int n = 0; n < 60; n++) {
            runMinute();
        }
        assertThat(counters.requests.get() - requestsBefore).isBetween(28L, 62L);
    }

    @Test
    void rejectedSamplesAreDroppedCountedAndReportedOnceWhileTheRestIsDelivered() {
        response = (_, _) -> retryLater();
        for (int n = 0; n < 40; n++) {
            runMinute();
        }
        long limit = clock.now().minus(Duration.ofMinutes(15)).toEpochMilli();
        response = (decoded, _) ->
                decoded.stream().anyMatch(sample -> sample.timeMillis() < limit) ? rejected() : accepted(Map.of());
        for (int n = 0; n < 4; n++) {
            runMinute();
        }
        long rejectedCount = counters.dropped("refused");
        assertThat(rejectedCount).isBetween(24L, 27L);
        assertThat(deliveredTimes()).doesNotHaveDuplicates().isSorted().hasSize(44 - (int) rejectedCount);
        assertThat(events).hasSize(1);
        assertThat(events.getFirst()).contains(rejectedCount + " samples", "too old", "own history");
    }

    @Test
    void onAFullDiskSamplesStayInMemoryAndThatIsLoggedOnce() {
        response = (_, _) -> retryLater();
        files.setFull(true);
        for (int n = 0; n < 20; n++) {
            runMinute();
        }
        response = (_, _) -> accepted(Map.of());
        for (int n = 0; n < 3; n++) {
            runMinute();
        }
        assertThat(deliveredTimes()).hasSize(23).doesNotHaveDuplicates().isSorted();
        assertThat(warnings).filteredOn(line -> line.contains("No space left")).hasSize(1);
    }

    @Test
    void aReceiverOfTheFirstVersionIsDetectedOnce() {
        sender = createSender("auto");
        response = (_, type) -> type.contains("v2")
                ? new HttpResult.Rejected(415, Map.of(), Optional.empty(), "?", "")
                : accepted(Map.of());
        runMinute();
        runMinute();
        assertThat(delivered).hasSize(2);
        assertThat(contentTypes).containsOnly("application/x-protobuf");
    }

    @Test
    void aReceiverOfTheSecondVersionReportsHowManySamplesItHasWritten() {
        sender = createSender("auto");
        response = (_, _) -> accepted(WRITTEN);
        runMinute();
        assertThat(contentTypes).allMatch(type -> type.contains("v2.Request"));
        response = (decoded, _) -> accepted(Map.of("x-prometheus-remote-write-samples-written", "0"));
        runMinute();
        assertThat(counters.sent.get()).isEqualTo(1);
        assertThat(counters.dropped("refused")).isEqualTo(1);
    }

    @Test
    void aLoginPageIsNotTakenForTheReceiver() {
        response =
                (_, _) -> new HttpResult.Accepted(200, Map.of("content-type", "text/html"), Optional.empty(), "<html>");
        runMinute();
        assertThat(counters.sent.get()).isZero();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst()).contains("login page");
    }

    @Test
    void aClockThatIsYearsOffIsLoggedOnceAndNothingIsSentUntilItIsSet() {
        clock.stepWall(Duration.ofDays(-3650));
        Instant[] truth = {clock.now().plus(Duration.ofDays(3650))};
        response = (_, _) -> new HttpResult.Accepted(204, Map.of(), Optional.of(truth[0]), "");
        runMinute();
        runMinute();
        assertThat(requests).isEmpty();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst()).contains("this device's clock is wrong");
        clock.stepWall(Duration.ofDays(3650));
        response = (_, _) -> accepted(Map.of());
        for (int n = 0; n < 4; n++) {
            runMinute();
        }
        assertThat(counters.sent.get()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void samplesOfAWrongClockAreCorrectedWhenTheClockIsSet() {
        for (int years : new int[] {-10, 10}) {
            sender = createSender("1");
            delivered.clear();
            List<Long> truth = new ArrayList<>();
            Duration clockError = Duration.ofDays(365L * years);
            clock.stepWall(clockError);
            response = (_, _) -> new HttpResult.Accepted(
                    204, Map.of(), Optional.of(clock.now().minus(clockError)), "");
            for (int n = 0; n < 20; n++) {
                truth.add(clock.now().minus(clockError).toEpochMilli());
                runMinute();
            }
            assertThat(delivered).as("%d years off", years).isEmpty();
            clock.stepWall(clockError.negated());
            response = (_, _) -> accepted(Map.of());
            for (int n = 0; n < 3; n++) {
                truth.add(clock.now().toEpochMilli());
                runMinute();
            }
            assertThat(deliveredTimes()).isEqualTo(truth);
            assertThat(counters.dropped()).isEmpty();
        }
    }

    @Test
    void samplesOfACorrectClockKeepTheirTimesWhenItGoesWrongAndIsCorrected() {
        List<Long> truth = new ArrayList<>();
        truth.add(clock.now().toEpochMilli());
        runMinute();
        response = (_, _) -> retryLater();
        truth.add(clock.now().toEpochMilli());
        runMinute();
        clock.stepWall(Duration.ofHours(-5));
        truth.add(clock.now().plus(Duration.ofHours(5)).toEpochMilli());
        runMinute();
        clock.stepWall(Duration.ofHours(5));
        response = (_, _) -> accepted(Map.of());
        for (int n = 0; n < 3; n++) {
            truth.add(clock.now().toEpochMilli());
            runMinute();
        }
        assertThat(deliveredTimes()).isEqualTo(truth);
    }

    @Test
    void samplesOfAnEarlierProcessAreCorrectedWheneverTheClockIsSet() {
        Duration clockError = Duration.ofDays(-3650);
        for (boolean setWhileDead : new boolean[] {false, true}) {
            delivered.clear();
            List<Long> truth = new ArrayList<>();
            clock.stepWall(clockError);
            response = (_, _) -> retryLater();
            for (int n = 0; n < 3; n++) {
                truth.add(clock.now().minus(clockError).toEpochMilli());
                runMinute();
            }
            // Killed: nothing is spilled on shutdown.
            if (setWhileDead) {
                clock.stepWall(clockError.negated());
            }
            sender = createSender("1");
            for (int n = 0; n < 3; n++) {
                truth.add(clock.now()
                        .minus(setWhileDead ? Duration.ZERO : clockError)
                        .toEpochMilli());
                runMinute();
            }
            if (!setWhileDead) {
                clock.stepWall(clockError.negated());
            }
            truth.add(clock.now().toEpochMilli());
            runMinute();
            // And once more, in another boot, after the step was saved.
            bootId += "+";
            sender = createSender("1");
            response = (_, _) -> accepted(Map.of());
            for (int n = 0; n < 4; n++) {
                truth.add(clock.now().toEpochMilli());
                runMinute();
            }
            assertThat(deliveredTimes()).as("set while dead: %s", setWhileDead).isEqualTo(truth);
            assertThat(counters.dropped()).isEmpty();
        }
    }

    @Test
    void correctionsAreNotAppliedToLaterBlocksWithTheSameSequences() throws Exception {
        clock.stepWall(Duration.ofDays(-3650));
        response = (_, _) -> retryLater();
        runMinute();
        clock.stepWall(Duration.ofDays(3650));
        runMinute();
        assertThat(new String(files.read("clock.json"), StandardCharsets.UTF_8)).contains("\"shift_ms\":315360000000");
        response = (_, _) -> accepted(Map.of());
        runMinute();
        runMinute();
        runMinute();
        delivered.clear();
        // The spool is empty, and sequences start over.
        sender = createSender("1");
        assertThat(files.read("clock.json")).isEmpty();
        long now = clock.now().toEpochMilli();
        runMinute();
        assertThat(deliveredTimes()).containsExactly(now);
    }

    @Test
    void damagedCorrectionsAreIgnored() throws Exception {
        response = (_, _) -> retryLater();
        long now = clock.now().toEpochMilli();
        runMinute();
        for (String damaged : List.of("{\"boot_id\":\"boot 1\",\"steps\":[{},7]}", "{\"boot", "[]")) {
            files.replace("clock.json", damaged.getBytes(StandardCharsets.UTF_8));
            sender = createSender("1");
        }
        response = (_, _) -> accepted(Map.of());
        runMinute();
        runMinute();
        assertThat(deliveredTimes()).startsWith(now);
    }

    @Test
    void samplesOfAClockThatWasAheadInAnEarlierBootAreDroppedAndCounted() {
        response = (_, _) -> retryLater();
        clock.stepWall(Duration.ofDays(3650));
        runMinute();
        sender.spill();
        bootId = "boot 2";
        sender = createSender("1");
        clock.stepWall(Duration.ofDays(-3650));
        response = (_, _) -> accepted(Map.of());
        runMinute();
        runMinute();
        runMinute();
        assertThat(counters.dropped("clock_was_ahead")).isEqualTo(1);
        assertThat(deliveredTimes()).hasSize(3).isSorted();
    }

    @Test
    void droppingForLackOfSpaceIsLoggedWhenItStartsAndReportedWithTheNumberAfterwards() {
        response = (_, _) -> retryLater();
        files.setFull(true);
        for (int n = 0; n < 12; n++) {
            List<SeriesSample> samples = Collections.nCopies(
                    1_000, new SeriesSample(UP, Family.Type.GAUGE, clock.now().toEpochMilli(), SeriesSample.toBits(n)));
            sender.append(new SampleSelector.Selected(samples, false));
            sender.spillIfStalled();
            clock.advance(Duration.ofSeconds(15));
        }
        assertThat(warnings)
                .filteredOn(line -> line.contains("the buffer in memory is full"))
                .hasSize(1);
        assertThat(counters.dropped("memory_full")).isEqualTo(7_000);
        response = (_, _) -> accepted(Map.of());
        clock.advance(Duration.ofMinutes(2));
        runSecond();
        assertThat(events).singleElement().asString().contains("7,000 samples were dropped", "own history");
    }

    @Test
    void urgentSamplesAreSentImmediately() {
        runMinute();
        int before = delivered.size();
        sender.append(new SampleSelector.Selected(
                List.of(new SeriesSample(UP, Family.Type.GAUGE, clock.now().toEpochMilli(), SeriesSample.toBits(0))),
                true));
        runSecond();
        assertThat(delivered).hasSize(before + 1);
    }

    @Test
    void aTypoInTheUrlIsAConfigurationError() throws Exception {
        ConfigDocument document = ConfigDocument.parse("test", "ship: {metrics: [{url: 'htps://host/push'}]}");
        ShipMetricsConfig.read(document);
        assertThat(catchThrowable(() -> document.check(Set.of("ship"))))
                .hasMessageContaining("ship.metrics[0].url")
                .hasMessageContaining("https://host/path");
    }
}
