// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.shipping.http.Backoff;
import peaceofmind.shipping.metrics.FakeReceiver.Kind;
import peaceofmind.shipping.metrics.spool.Backlog;
import peaceofmind.shipping.metrics.spool.FaultyFiles;
import peaceofmind.shipping.metrics.spool.Quarantine;
import peaceofmind.shipping.metrics.spool.Spool;
import peaceofmind.shipping.metrics.wire.DecodedSample;
import peaceofmind.shipping.metrics.wire.SeriesSample;
import peaceofmind.testkit.FakeClock;

/** A receiver does not accept one of many series. */
final class SeriesRejectionTest {

    private static final int GOOD_SERIES = 60;

    private final FakeClock clock = new FakeClock();
    private final FaultyFiles files = new FaultyFiles();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final FakeReceiver receiver = new FakeReceiver(clock);
    private Counters counters = new Counters();
    private RemoteWriteSender sender = createSender("1");
    private List<Series> badSeries = List.of(Series.of("bad", Map.of("instance", "gym-1", "job", "x")));
    private int minutes;

    private RemoteWriteSender createSender(String protocol) {
        try {
            ConfigDocument document = ConfigDocument.parse(
                    "test", "ship: {metrics: [{url: 'http://127.0.0.1:9/', name: home, protocol: " + protocol + "}]}");
            DestinationConfig config =
                    ShipMetricsConfig.read(document).destinations().getFirst();
            Spool spool = new Spool(files, 1_000_000, counters::drop, warnings::add);
            return new RemoteWriteSender(
                    config,
                    new RemoteWriteSender.Dependencies(
                            new Backlog(spool, 20_000, counters::drop),
                            new ClockCorrectionsStore(files, Optional.of("boot")),
                            new RemoteWriteClient(receiver::post, config.protocol(), "peace/test", counters),
                            new SeriesQuarantine(
                                    "home", new Quarantine(files, warnings::add), counters, clock, events::add),
                            counters,
                            clock,
                            new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(2), new Random(1))),
                    warnings::add,
                    events::add);
        } catch (ConfigException invalid) {
            throw new IllegalStateException(invalid);
        }
    }

    private void collect() {
        long now = clock.now().toEpochMilli();
        List<SeriesSample> samples = new ArrayList<>();
        IntStream.range(0, GOOD_SERIES).forEach(n -> samples.add(sample(Series.of("good", Map.of("n", "" + n)), now)));
        badSeries.forEach(series -> samples.add(samples.size() / 2, sample(series, now)));
        sender.append(new SampleSelector.Selected(samples, false));
        minutes++;
    }

    private static SeriesSample sample(Series series, long timeMillis) {
        return new SeriesSample(series, Family.Type.GAUGE, timeMillis, SeriesSample.toBits(1));
    }

    private void runMinutes(int count) {
        for (int minute = 0; minute < count; minute++) {
            collect();
            long endNanos = clock.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (clock.nanoTime() - endNanos < 0) {
                Duration wait = sender.sendNext();
                clock.advance(wait.isZero() ? Duration.ofMillis(1) : min(wait, Duration.ofSeconds(1)));
                sender.spillIfStalled();
            }
        }
    }

    private static Duration min(Duration first, Duration second) {
        return first.compareTo(second) < 0 ? first : second;
    }

    private static Predicate<DecodedSample> named(String name) {
        return sample -> name.equals(sample.labels().get("__name__"));
    }

    private String quarantined() {
        try {
            return new String(files.read("quarantine.jsonl"), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void assertRestDeliveredOnceAndBadSeriesReported() {
        assertThat(receiver.stored("good").size()).isEqualTo(minutes * GOOD_SERIES);
        assertThat(counters.sent.get()).isEqualTo((long) minutes * GOOD_SERIES);
        assertThat(counters.dropped("refused")).isEqualTo((long) minutes * badSeries.size());
        assertThat(events)
                .singleElement()
                .asString()
                .contains("bad{instance=\"gym-1\",job=\"x\"}", "not sent for 1 h", "own history");
        assertThat(sender.problem()).isEmpty();
        assertThat(counters.up()).contains(true);
    }

    @Test
    void aSeriesThatFailsTheReceiverIsFoundAndEverythingElseFlowsWithinTwoMinutes() {
        receiver.rejectSamples(Kind.FAILS, named("bad"));
        runMinutes(1);
        assertThat(receiver.stored("good").size()).isEqualTo(GOOD_SERIES);
        runMinutes(10);
        assertRestDeliveredOnceAndBadSeriesReported();
        assertThat(events.getFirst()).contains("__name__");
        assertThat(quarantined()).contains("bad{instance=", "is not unique").hasLineCount(1);
        assertThat(sender.backlog().sampleCount()).isZero();
    }

    @Test
    void aSpoolWithSuchASeriesFlowsAfterARestart() {
        receiver.rejectSamples(Kind.FAILS, _ -> true);
        runMinutes(30);
        sender.spill();
        receiver.rejectSamples(Kind.FAILS, named("bad"));
        counters = new Counters();
        sender = createSender("1");
        badSeries = List.of();
        runMinutes(2);
        assertThat(receiver.stored("good").size()).isEqualTo(minutes * GOOD_SERIES);
        assertThat(counters.dropped("refused")).isEqualTo(30);
        assertThat(sender.backlog().sampleCount()).isZero();
    }

    @Test
    void aBlockThatFailsTheReceiverIsPutAsideOnceAnotherIsAccepted() {
        runMinutes(3);
        long time = clock.now().toEpochMilli();
        receiver.rejectSamples(Kind.FAILS, sample -> sample.timeMillis() == time);
        runMinutes(1);
        assertThat(counters.dropped("refused")).as("it could be an outage").isZero();
        runMinutes(2);
        assertThat(counters.dropped("refused")).isEqualTo(GOOD_SERIES + 1);
        runMinutes(3);
        assertThat(receiver.stored("good").stream()
                        .map(DecodedSample::timeMillis)
                        .distinct())
                .hasSize(minutes - 1)
                .doesNotContain(time);
        assertThat(receiver.stored("bad").stream()
                        .map(DecodedSample::timeMillis)
                        .distinct())
                .as("the series are not excluded")
                .hasSize(minutes - 1);
        assertThat(quarantined().lines()).hasSize(GOOD_SERIES + 1);
        assertThat(events).hasSize(1);
    }

    @Test
    void aReceiverThatFailsWithWhateverItGetsLosesNothingAndIsLeftAlone() {
        receiver.rejectSamples(Kind.FAILS, _ -> true);
        runMinutes(60);
        assertThat(counters.dropped()).isEmpty();
        assertThat(events).isEmpty();
        assertThat(receiver.requests().size()).isLessThan(250);
        receiver.rejectSamples(Kind.FAILS, _ -> false);
        runMinutes(3);
        assertThat(receiver.stored("good").size()).isEqualTo(minutes * GOOD_SERIES);
        assertThat(quarantined()).isEmpty();
    }

    /** An outage at any moment of a search must not be taken for a property of the samples. */
    @Test
    void anOutageThatStartsOrEndsDuringTheSearchLosesNothing() {
        for (int requestsBefore = 0; requestsBefore < 30; requestsBefore++) {
            for (int failing : new int[] {1, 3, 20, 60}) {
                receiver.clear();
                files.clear();
                minutes = 0;
                counters = new Counters();
                sender = createSender("1");
                int from = requestsBefore;
                receiver.rejectSamples(
                        Kind.FAILS,
                        named("bad")
                                .or(_ -> receiver.requests().size() > from
                                        && receiver.requests().size() <= from + failing));
                runMinutes(20);
                assertThat((long) receiver.stored("good").size())
                        .as("%d requests, then %d that fail", from, failing)
                        .isEqualTo((long) minutes * GOOD_SERIES);
                assertThat(counters.dropped("refused"))
                        .as("%d requests, then %d that fail", from, failing)
                        .isEqualTo(minutes);
            }
        }
    }

    @Test
    void aSeriesThatMimirNamesIsExcludedWhileNothingIsSentTwice() {
        receiver.rejectSamples(Kind.MIMIR, named("bad"));
        runMinutes(10);
        assertRestDeliveredOnceAndBadSeriesReported();
        assertThat(events.getFirst()).contains("label value length exceeds the limit");
        assertThat(receiver.requests()).hasSize(10);
        assertThat(receiver.repetitions()).isZero();
        assertThat(sender.quarantine().excludedSeries()).isEqualTo(1);
    }

    @Test
    void inAutoARejectedBlockIsNotSentInBothVersions() {
        sender = createSender("auto");
        receiver.rejectSamples(Kind.MIMIR, named("bad"));
        runMinutes(10);
        assertRestDeliveredOnceAndBadSeriesReported();
        assertThat(receiver.requests()).hasSize(10);
    }

    @Test
    void aTruncatedNameIsResolvedByTheStartOfTheLabelThatItWasTruncatedIn() {
        badSeries = List.of(
                Series.of("bad", Map.of("instance", "gym-1", "path", "a".repeat(500))),
                Series.of("bad", Map.of("instance", "gym-1", "path", "b")));
        receiver.rejectSamples(
                Kind.MIMIR, sample -> sample.labels().getOrDefault("path", "").length() > 100);
        runMinutes(5);
        assertThat(receiver.requests()).hasSize(5);
        assertThat(receiver.stored("bad").size()).isEqualTo(5);
        assertThat(counters.dropped("refused")).isEqualTo(5);
        assertThat(events).singleElement().asString().hasSizeLessThan(600).contains("path=\"aaa", "not sent for 1 h");
    }

    @Test
    void aSeriesThatIsNotNamedIsFoundByHalving() {
        for (Kind kind : List.of(Kind.PROMETHEUS, Kind.MIMIR_AT_LIMIT)) {
            receiver.clear();
            events.clear();
            minutes = 0;
            counters = new Counters();
            sender = createSender("1");
            receiver.rejectSamples(kind, named("bad"));
            runMinutes(10);
            assertThat(receiver.stored("good").size()).isEqualTo(minutes * GOOD_SERIES);
            assertThat(counters.sent.get()).isEqualTo((long) minutes * GOOD_SERIES);
            assertThat(counters.dropped("refused")).isEqualTo(minutes);
            assertThat(events).singleElement().asString().contains("bad{instance=\"gym-1\",job=\"x\"}");
            assertThat(receiver.requests().size()).isLessThan(30);
        }
    }

    @Test
    void anExcludedSeriesIsSentAgainAfterAnHourAndItsRejectionIsNotReportedAgain() {
        receiver.rejectSamples(Kind.MIMIR, named("bad"));
        runMinutes(130);
        assertRestDeliveredOnceAndBadSeriesReported();
        receiver.rejectSamples(Kind.MIMIR, _ -> false);
        runMinutes(65);
        assertThat(receiver.stored("bad")).hasSizeBetween(5, 65);
    }

    @Test
    void manyRejectedSeriesAreReportedTogether() {
        badSeries = IntStream.range(0, 40)
                .mapToObj(n -> Series.of("bad", Map.of("number", "" + n)))
                .toList();
        receiver.rejectSamples(Kind.PROMETHEUS, named("bad"));
        runMinutes(20);
        assertThat(receiver.stored("good").size()).isEqualTo(minutes * GOOD_SERIES);
        assertThat(counters.dropped("refused")).isEqualTo(40L * minutes);
        assertThat(events).hasSizeBetween(1, 2);
        assertThat(events.getFirst()).contains("bad{number=");
        assertThat(events).allMatch(event -> event.length() < 600, "fits into the watchdog's journal");
    }

    @Test
    void aBacklogWithSuchASeriesFlowsAtOnce() {
        receiver.rejectSamples(Kind.FAILS, _ -> true);
        runMinutes(60);
        receiver.rejectSamples(Kind.PROMETHEUS, named("bad"));
        runMinutes(2);
        assertThat(receiver.stored("good").size()).isEqualTo(minutes * GOOD_SERIES);
        assertThat(counters.dropped("refused")).isEqualTo(minutes);
        assertThat(sender.backlog().sampleCount()).isZero();
    }

    @Test
    void aReceiverThatRejectsEverythingForAWhileGetsEverySeriesAfterwards() {
        receiver.rejectSamples(Kind.PROMETHEUS, _ -> true);
        runMinutes(5);
        assertThat(counters.up()).as("the alert ShippingStopped").contains(false);
        receiver.rejectSamples(Kind.PROMETHEUS, _ -> false);
        runMinutes(5);
        assertThat(counters.up()).contains(true);
        assertThat(receiver.stored("bad").size()).isEqualTo(5);
        assertThat(counters.dropped("refused")).isEqualTo(5 * (GOOD_SERIES + 1));
        assertThat(events).singleElement().asString().contains("is not unique");
    }

    @Test
    void aReceiverThatLimitsTheRateLosesNothing() {
        receiver.rejectSamples(Kind.BUSY, named("bad"));
        runMinutes(10);
        assertThat(counters.dropped()).isEmpty();
        receiver.rejectSamples(Kind.BUSY, _ -> false);
        runMinutes(3);
        assertThat(receiver.stored("bad").size()).isEqualTo(minutes);
        assertThat(sender.problem()).isEmpty();
    }

    @Test
    void anOutageThatEndsInARejectionIsOver() {
        receiver.rejectSamples(Kind.BUSY, _ -> true);
        runMinutes(3);
        assertThat(sender.problem()).isPresent();
        receiver.rejectSamples(Kind.MIMIR, named("bad"));
        runMinutes(2);
        assertThat(sender.problem()).isEmpty();
        assertThat(counters.up()).contains(true);
        assertThat(counters.lastSuccess())
                .isPresent()
                .get()
                .satisfies(at -> assertThat(Duration.between(at, clock.now())).isLessThan(Duration.ofMinutes(2)));
        assertThat(Instant.ofEpochMilli(receiver.stored("good").getLast().timeMillis()))
                .isAfter(clock.now().minus(Duration.ofMinutes(2)));
    }
}
