package peaceofmind.shipping.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.shipping.http.EndpointConfig;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.http.Credentials;
import peaceofmind.testkit.FakeClock;

final class LogLaneTest {

    private static final DeviceConfig DEVICE = new DeviceConfig("gym-7", "fit", "");

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> said = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private LokiServer loki;
    private Path log;
    private LogLane lane;
    private int seeds;

    @BeforeEach
    void start() throws Exception {
        // The HTTP server of our Loki says the real time in each answer: another one would be taken for a wrong clock.
        clock.stepWall(Duration.between(clock.now(), Instant.now()));
        loki = new LokiServer(clock::now);
        log = folder.resolve("service.log");
        lane = open();
        lane.turn();
    }

    @AfterEach
    void stop() {
        lane.close();
        loki.close();
    }

    @Test
    void linesArriveWithTheirLabelsAndWithoutSecrets() throws Exception {
        append("2026-11-24 08:00:01 ERROR password=hunter2\n2026-11-24 08:00:01 all well\n");
        assertThat(lane.turn()).as("waits for more").isPositive();
        assertThat(loki.lines()).isEmpty();
        drain();
        assertThat(loki.texts())
                .containsExactlyInAnyOrder("2026-11-24 08:00:01 ERROR password=***", "2026-11-24 08:00:01 all well");
        assertThat(loki.lines().getFirst().labels())
                .isEqualTo(Map.of(
                        "job", "peace",
                        "instance", "gym-7",
                        "customer", "fit",
                        "level", "error",
                        "filename", log.toString()));
        assertThat(lane.tally().sent()).isEqualTo(2);
        assertThat(lane.tally().problem()).isEmpty();
    }

    @Test
    void aRefusedBatchIsCountedAndToldAndTheNextOneGoesOn() throws Exception {
        loki.breakWith(400, "");
        append("one\n");
        drain();
        append("another\n");
        drain();
        assertThat(events).singleElement().asString().contains("1 lines were refused", "(400)");
        loki.breakWith(0, "");
        append("two\n");
        drain();
        assertThat(loki.texts()).containsExactly("two");
        assertThat(lane.tally().dropped().rejected()).isEqualTo(2);
        clock.advance(Duration.ofMinutes(10));
        drain();
        assertThat(events).as("and what came after, later").hasSize(2);
    }

    @Test
    void aBatchThatIsTooLargeIsHalvedUntilItIsTakenAndEveryLineArrivesOnceInOrder() throws Exception {
        loki.takesAtMost(2_000);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            written.add("line " + i + " " + noise(100));
        }
        append(String.join("\n", written) + "\n");
        drain();
        assertThat(loki.texts()).isEqualTo(written);
        assertThat(loki.duplicates()).isZero();
        assertThat(lane.tally().sent()).isEqualTo(50);
        assertThat(lane.tally().dropped()).isEqualTo(new LogTally.Dropped(0, 0, 0, 0));
        assertThat(events).isEmpty();
        long requests = lane.tally().requests();
        append(String.join("\n", written) + "\n");
        drain();
        assertThat(lane.tally().sent()).isEqualTo(100);
        assertThat(lane.tally().requests() - requests).as("the size was learnt").isLessThan(requests);
    }

    @Test
    void aSingleLineThatIsTooLargeIsGivenUpCountedAndToldAndTheOthersArrive() throws Exception {
        loki.takesAtMost(2_000);
        append("before\n" + noise(20_000) + "\nafter\n");
        drain();
        assertThat(loki.texts()).containsExactly("before", "after");
        assertThat(lane.tally().dropped()).isEqualTo(new LogTally.Dropped(0, 0, 1, 0));
        assertThat(events).singleElement().asString().contains("(413)", "a single line");
        assertThat(lane.tally().problem()).isEmpty();
    }

    /** The halves that arrived do not come again, what is left does, and nothing is acknowledged before all of it is there. */
    @Test
    void anOutageBetweenTwoPartsOfABatchLosesAndRepeatsNothing() throws Exception {
        loki.takesAtMost(2_000);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            written.add("line " + i + " " + noise(100));
        }
        append(String.join("\n", written) + "\n");
        lane.turn();
        clock.advance(Duration.ofSeconds(11));
        while (loki.texts().isEmpty()) {
            lane.turn();
        }
        loki.breakWith(503, "");
        append("later\n");
        lane.turn();
        assertThat(lane.tally().problem()).isPresent();
        loki.breakWith(0, "");
        drain();
        written.add("later");
        assertThat(loki.texts()).isEqualTo(written);
        assertThat(loki.duplicates()).isZero();
    }

    @Test
    void aLoginPageInsteadOfTheReceiverIsNoArrival() throws Exception {
        loki.breakWith(200, "", "text/html");
        append("one\n");
        lane.turn();
        clock.advance(Duration.ofSeconds(11));
        lane.turn();
        assertThat(lane.tally().problem().orElse("")).contains("a web page answers");
        loki.breakWith(0, "");
        drain();
        assertThat(loki.texts()).containsExactly("one");
    }

    /** Bytes that gzip does not make smaller. */
    private String noise(int chars) {
        Random random = new Random(chars + 31L * seeds++);
        return random.ints(chars, '!', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** A week without a network: seen each hour, sent in minutes, oldest first, with the times at which it was seen. */
    @Test
    void aWeekDrainsInOrder() throws Exception {
        lane.close();
        FileSource source = new FileSource(log, Optional.empty(), said::add);
        source.look(clock.now());
        List<String> written = new ArrayList<>();
        String padding = " ".repeat(500);
        for (int hour = 0; hour < 7 * 24 - 1; hour++) {
            for (int i = 0; i < 30; i++) {
                written.add("hour " + hour + " line " + i + padding);
                append(written.getLast() + "\n");
            }
            source.look(clock.now());
            clock.advance(Duration.ofHours(1));
        }
        positions().write(Map.of(log.toString(), source.save()));
        source.close();
        lane = open();
        append("live\n");
        drain();
        written.add("live");
        assertThat(loki.refusals()).isEmpty();
        assertThat(loki.texts()).isEqualTo(written);
        assertThat(loki.duplicates()).isZero();
        assertThat(lane.tally().dropped().tooOld()).isZero();
        assertThat(loki.lines().getFirst().nanos())
                .isLessThan(LokiLimits.nanos(clock.now().minus(Duration.ofDays(6))));
    }

    @Test
    void whatIsTooOldIsCountedAndNotSent() throws Exception {
        append("old\n");
        lane.turn();
        clock.advance(Duration.ofDays(8));
        append("new\n");
        drain();
        assertThat(loki.texts()).containsExactly("new");
        assertThat(loki.refusals()).isEmpty();
        assertThat(lane.tally().dropped().tooOld()).isEqualTo(1);
    }

    /** Sent, stored, and killed before the answer was written down: the same lines come again with the same times. */
    @Test
    void aResendAfterACrashIsADuplicate() throws Exception {
        append("one\ntwo\n");
        lane.turn();
        clock.advance(Duration.ofSeconds(30));
        lane.turn();
        String before = Files.readString(positions().file());
        drain();
        clock.advance(Duration.ofMinutes(5));
        drain();
        assertThat(loki.texts()).containsExactly("one", "two");
        lane.close();
        Files.writeString(positions().file(), before);
        clock.advance(Duration.ofMinutes(20));
        lane = open();
        drain();
        assertThat(loki.texts()).containsExactly("one", "two");
        assertThat(loki.duplicates()).isEqualTo(2);
    }

    @Test
    void positionsThatCannotBeUnderstoodAreMovedAsideAndTold() throws Exception {
        lane.close();
        Files.writeString(positions().file(), "\0\0\0\0");
        lane = open();
        lane.turn();
        assertThat(said).singleElement().asString().contains("moved to");
        append("one\n");
        drain();
        assertThat(loki.texts()).containsExactly("one");
    }

    private Positions positions() {
        return new Positions(folder.resolve("state/logs/loki.json"));
    }

    private LogLane open() throws IOException {
        EndpointConfig endpoint = new EndpointConfig(
                loki.url(), Credentials.NONE, Optional.empty(), Optional.empty(), Duration.ofSeconds(20));
        LogsDestinationConfig config = new LogsDestinationConfig(
                "loki", endpoint, "peace", Optional.empty(), List.of(log), List.of(), Duration.ofSeconds(10));
        return LogShipper.lane(config, DEVICE, folder.resolve("state"), clock, said::add, events::add);
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void drain() {
        for (int i = 0; i < 3; i++) {
            while (lane.turn().isZero()) {
                // one batch after the other
            }
            clock.advance(Duration.ofSeconds(11));
        }
    }
}
