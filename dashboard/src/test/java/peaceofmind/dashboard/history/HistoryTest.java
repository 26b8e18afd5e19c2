package peaceofmind.dashboard.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;
import peaceofmind.testkit.FakeClock;

class HistoryTest {

    private static final Series QUEUE = Series.of("recorder_upload_queue_size", Map.of());
    private static final Duration EVERY = Duration.ofSeconds(15);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> said = new ArrayList<>();

    @Test
    void whatWasCollectedIsThereAtOnceAndAfterARestart() throws IOException {
        Instant begin = clock.now();
        try (History history = open()) {
            collect(history, 100);
            assertThat(history.query(QUEUE, begin, clock.now(), 1000))
                    .hasSize(100)
                    .extracting(Point::avg)
                    .startsWith(0.0, 1.0, 2.0)
                    .endsWith(99.0);
        }
        try (History history = open()) {
            assertThat(history.query(QUEUE, begin, clock.now(), 1000)).hasSize(100);
            assertThat(history.series()).containsExactly(QUEUE);
            assertThat(history.damagedBlocks()).isZero();
        }
        assertThat(said).isEmpty();
    }

    @Test
    void fewPointsKeepSmallestMeanAndLargest() throws IOException {
        Instant begin = clock.now();
        try (History history = open()) {
            collect(history, 40);
            List<Point> points = history.query(
                    QUEUE, begin, begin.plus(Duration.ofMinutes(10)).minusMillis(1), 2);
            assertThat(points).hasSize(2);
            assertThat(points.getFirst()).isEqualTo(new Point(begin, 0, 9.5, 19));
            assertThat(points.getLast().max()).isEqualTo(39);
        }
    }

    @Test
    void aKilledProcessLosesAtMostFiveMinutes() throws IOException {
        Instant begin = clock.now();
        History killed = open();
        collect(killed, 500);
        // Its writer is another thread: what counts is what was handed to it.
        awaitWritten(killed, begin);
        try (History history = open()) {
            List<Point> points = history.query(QUEUE, begin, clock.now(), 1000);
            Duration lost = Duration.between(points.getLast().at(), clock.now());
            assertThat(lost).isLessThanOrEqualTo(Duration.ofMinutes(5).plus(EVERY));
        }
        killed.close();
    }

    @Test
    void aClockThatIsSetMovesWhatWaitsWithIt() throws IOException {
        try (History history = open()) {
            clock.stepWall(Duration.ofDays(-365 * 50));
            collect(history, 4);
            clock.stepWall(Duration.ofDays(365 * 50));
            collect(history, 4);
            Instant now = clock.now();
            assertThat(history.query(QUEUE, now.minus(Duration.ofMinutes(3)), now, 1000))
                    .hasSize(8);
        }
    }

    @Test
    void yearsToAndFroDestroyNothing() throws IOException {
        Instant begin = clock.now();
        try (History history = open()) {
            collect(history, 80);
            awaitWritten(history, begin);
            clock.stepWall(Duration.ofDays(3650));
            collect(history, 80);
            clock.stepWall(Duration.ofDays(-3650));
            collect(history, 80);
        }
        try (History history = open()) {
            // What waited moved with the clock, and back again; what was written stayed where it was.
            assertThat(history.query(QUEUE, begin, begin.plus(EVERY.multipliedBy(59)), 1000))
                    .hasSize(60);
            assertThat(history.query(QUEUE, begin, clock.now(), 1000)).hasSizeGreaterThanOrEqualTo(140);
        }
    }

    @Test
    void aFolderFullOfGarbageIsNoReasonToFail() throws IOException {
        for (Tier tier : Tier.ALL) {
            Files.writeString(folder.resolve(tier.file()), "garbage".repeat(10_000));
        }
        Files.writeString(folder.resolve("series.json"), "{");
        try (History history = open()) {
            Instant begin = clock.now();
            collect(history, 25);
            assertThat(history.query(QUEUE, begin, clock.now(), 1000)).hasSize(25);
            assertThat(history.damagedBlocks()).isPositive();
        }
    }

    private History open() throws IOException {
        return History.open(folder, new HistoryConfig(true, Optional.empty(), List.of()), clock, said::add);
    }

    private void collect(History history, int times) {
        for (int i = 0; i < times; i++) {
            history.accept(
                    new Batch(clock.now(), List.of(Family.gauge(QUEUE.name(), "", i), Family.gauge("other", "", 1))));
            clock.advance(EVERY);
        }
    }

    /** Until all but the block that is being filled is on the disk. */
    private void awaitWritten(History history, Instant begin) throws IOException {
        await().atMost(Duration.ofSeconds(60)).until(() -> history.unwrittenBlocks() == 0);
        assertThat(history.query(QUEUE, begin, clock.now(), 1000)).isNotEmpty();
    }
}
