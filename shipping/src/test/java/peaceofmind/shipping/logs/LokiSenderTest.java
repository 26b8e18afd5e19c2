// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.http.Credentials;
import peaceofmind.shipping.http.EndpointConfig;
import peaceofmind.testkit.FakeClock;

final class LokiSenderTest {

    private static final DeviceConfig DEVICE = new DeviceConfig("gym-7", "fit", "");

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private FakeLoki loki;
    private Path log;
    private LokiSender sender;
    private int seeds;

    @BeforeEach
    void start() throws Exception {
        // The fake's HTTP server sends the real time in each response: any other time would be seen as a wrong clock.
        clock.stepWall(Duration.between(clock.now(), Instant.now()));
        loki = new FakeLoki(clock::now);
        log = folder.resolve("service.log");
        sender = openSender();
        sender.runOnce();
    }

    @AfterEach
    void stop() {
        sender.close();
        loki.close();
    }

    @Test
    void linesAreDeliveredWithTheirLabelsAndWithoutSecrets() throws Exception {
        append("2026-11-24 08:00:01 ERROR password=hunter2\n2026-11-24 08:00:01 all well\n");
        assertThat(sender.runOnce()).as("waits for more").isPositive();
        assertThat(loki.lines()).isEmpty();
        drain();
        assertThat(loki.texts())
                .containsExactlyInAnyOrder("2026-11-24 08:00:01 ERROR password=***", "2026-11-24 08:00:01 all well");
        assertThat(loki.lines().getFirst().labels())
                .isEqualTo(Map.of(
                        "job", "recorder-service",
                        "instance", "gym-7",
                        "customer", "fit",
                        "level", "error",
                        "filename", log.toString()));
        assertThat(sender.stats().sent()).isEqualTo(2);
        assertThat(sender.stats().problem()).isEmpty();
    }

    @Test
    void aRejectedBatchIsCountedAndReportedAndTheNextOneIsSent() throws Exception {
        loki.failWith(400, "");
        append("one\n");
        drain();
        append("another\n");
        drain();
        assertThat(events).singleElement().asString().contains("rejected 1 lines", "(400)");
        loki.failWith(0, "");
        append("two\n");
        drain();
        assertThat(loki.texts()).containsExactly("two");
        assertThat(sender.stats().dropped().rejected()).isEqualTo(2);
        clock.advance(Duration.ofMinutes(10));
        drain();
        assertThat(events).as("later rejections are reported later").hasSize(2);
    }

    @Test
    void aBatchThatIsTooLargeIsHalvedUntilAcceptedAndEveryLineIsDeliveredOnceInOrder() throws Exception {
        loki.limitBodyBytes(2_000);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            written.add("line " + i + " " + noise(100));
        }
        append(String.join("\n", written) + "\n");
        drain();
        assertThat(loki.texts()).isEqualTo(written);
        assertThat(loki.duplicates()).isZero();
        assertThat(sender.stats().sent()).isEqualTo(50);
        assertThat(sender.stats().dropped()).isEqualTo(new LogStats.Dropped(0, 0, 0, 0));
        assertThat(events).isEmpty();
        long requests = sender.stats().requests();
        append(String.join("\n", written) + "\n");
        drain();
        assertThat(sender.stats().sent()).isEqualTo(100);
        assertThat(sender.stats().requests() - requests)
                .as("the size limit was learnt")
                .isLessThan(requests);
    }

    @Test
    void aSingleLineThatIsTooLargeIsDroppedCountedAndReportedAndTheOthersAreDelivered() throws Exception {
        loki.limitBodyBytes(2_000);
        append("before\n" + noise(20_000) + "\nafter\n");
        drain();
        assertThat(loki.texts()).containsExactly("before", "after");
        assertThat(sender.stats().dropped()).isEqualTo(new LogStats.Dropped(0, 0, 1, 0));
        assertThat(events).singleElement().asString().contains("(413)", "a single line");
        assertThat(sender.stats().problem()).isEmpty();
    }

    /** Delivered halves are not sent again, the rest is, and nothing is acknowledged before all of it is delivered. */
    @Test
    void anOutageBetweenTwoPartsOfABatchLosesAndRepeatsNothing() throws Exception {
        loki.limitBodyBytes(2_000);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            written.add("line " + i + " " + noise(100));
        }
        append(String.join("\n", written) + "\n");
        sender.runOnce();
        clock.advance(Duration.ofSeconds(11));
        while (loki.texts().isEmpty()) {
            sender.runOnce();
        }
        loki.failWith(503, "");
        append("later\n");
        sender.runOnce();
        assertThat(sender.stats().problem()).isPresent();
        loki.failWith(0, "");
        drain();
        written.add("later");
        assertThat(loki.texts()).isEqualTo(written);
        assertThat(loki.duplicates()).isZero();
    }

    @Test
    void anEntryThatIsRefusedForGoodCostsNoOther() throws Exception {
        loki.rejectRequestsWith("poison");
        List<String> written = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            boolean poison = i == 123 || i == 124 || i == 400;
            text.append(poison ? "poison " : "line ").append(i).append('\n');
            if (!poison) {
                written.add("line " + i);
            }
        }
        append(text.toString());
        drain();
        append("later\n");
        written.add("later");
        drain();
        assertThat(loki.texts()).isEqualTo(written);
        assertThat(sender.stats().dropped().rejected()).isEqualTo(3);
        assertThat(sender.stats().requests()).isLessThan(100);
        assertThat(sender.stats().problem()).isEmpty();
    }

    @Test
    void aReceiverThatRefusesEverythingIsNotAskedLineByLine() throws Exception {
        loki.failWith(400, "");
        append("line\n".repeat(4_000));
        drain();
        assertThat(sender.stats().dropped().rejected()).isEqualTo(4_000);
        assertThat(sender.stats().requests()).isLessThan(50);
    }

    @Test
    void aBurstLimitThatIsSmallerThanABatchHalvesItUntilItIsAccepted() throws Exception {
        loki.limitBurst(30);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            written.add("line " + i);
        }
        append(String.join("\n", written) + "\n");
        for (int i = 0; i < 20; i++) {
            drain();
            clock.advance(Duration.ofMinutes(2));
        }
        assertThat(loki.texts()).isEqualTo(written);
        assertThat(loki.duplicates()).isZero();
        assertThat(sender.stats().dropped()).isEqualTo(new LogStats.Dropped(0, 0, 0, 0));
    }

    @Test
    void twoUnreadableFilesAreOneWarningEachUntilTheyAreReadable() throws Exception {
        sender.close();
        Path other = folder.resolve("other.log");
        sender = openSender(List.of(log, other));
        Files.deleteIfExists(log);
        Files.createDirectory(log);
        Files.createDirectory(other);
        for (int i = 0; i < 10; i++) {
            sender.runOnce();
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("cannot read " + log);
        assertThat(warnings.get(1)).contains("cannot read " + other);
        Files.delete(other);
        sender.runOnce();
        Files.writeString(other, "one\n");
        drain();
        assertThat(loki.texts()).containsExactly("one");
        assertThat(warnings).hasSize(2);
    }

    @Test
    void aLoginPageInsteadOfTheReceiverIsAFailure() throws Exception {
        loki.failWith(200, "", "text/html");
        append("one\n");
        sender.runOnce();
        clock.advance(Duration.ofSeconds(11));
        sender.runOnce();
        assertThat(sender.stats().problem().orElse("")).contains("a web page instead of the receiver");
        loki.failWith(0, "");
        drain();
        assertThat(loki.texts()).containsExactly("one");
    }

    /** Text that gzip cannot compress. */
    private String noise(int chars) {
        Random random = new Random(chars + 31L * seeds++);
        return random.ints(chars, '!', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** A week without a network: polled each hour, sent in minutes, oldest first, with the timestamps of the polls. */
    @Test
    void aBacklogOfAWeekDrainsInOrder() throws Exception {
        sender.close();
        FileSource source = new FileSource(log, Optional.empty(), warnings::add);
        source.poll(clock.now());
        List<String> written = new ArrayList<>();
        String padding = " ".repeat(500);
        for (int hour = 0; hour < 7 * 24 - 1; hour++) {
            for (int i = 0; i < 30; i++) {
                written.add("hour " + hour + " line " + i + padding);
                append(written.getLast() + "\n");
            }
            source.poll(clock.now());
            clock.advance(Duration.ofHours(1));
        }
        positions().write(Map.of(log.toString(), source.save()));
        source.close();
        sender = openSender();
        append("live\n");
        drain();
        written.add("live");
        assertThat(loki.rejections()).isEmpty();
        assertThat(loki.texts()).isEqualTo(written);
        assertThat(loki.duplicates()).isZero();
        assertThat(sender.stats().dropped().tooOld()).isZero();
        assertThat(loki.lines().getFirst().nanos())
                .isLessThan(LokiLimits.nanos(clock.now().minus(Duration.ofDays(6))));
    }

    @Test
    void linesThatAreTooOldAreCountedAndNotSent() throws Exception {
        append("old\n");
        sender.runOnce();
        clock.advance(Duration.ofDays(8));
        append("new\n");
        drain();
        assertThat(loki.texts()).containsExactly("new");
        assertThat(loki.rejections()).isEmpty();
        assertThat(sender.stats().dropped().tooOld()).isEqualTo(1);
    }

    /** Killed after sending and before saving the position: the same lines are sent again with the same timestamps. */
    @Test
    void aResendAfterACrashIsADuplicate() throws Exception {
        append("one\ntwo\n");
        sender.runOnce();
        clock.advance(Duration.ofSeconds(30));
        sender.runOnce();
        String before = Files.readString(positions().file());
        drain();
        clock.advance(Duration.ofMinutes(5));
        drain();
        assertThat(loki.texts()).containsExactly("one", "two");
        sender.close();
        Files.writeString(positions().file(), before);
        clock.advance(Duration.ofMinutes(20));
        sender = openSender();
        drain();
        assertThat(loki.texts()).containsExactly("one", "two");
        assertThat(loki.duplicates()).isEqualTo(2);
    }

    @Test
    void unreadablePositionsAreMovedAsideAndReported() throws Exception {
        sender.close();
        Files.writeString(positions().file(), "\0\0\0\0");
        sender = openSender();
        sender.runOnce();
        assertThat(warnings).singleElement().asString().contains("moved to");
        append("one\n");
        drain();
        assertThat(loki.texts()).containsExactly("one");
    }

    private Positions positions() {
        return new Positions(folder.resolve("state/logs/loki.json"));
    }

    private LokiSender openSender() {
        return openSender(List.of(log));
    }

    private LokiSender openSender(List<Path> logs) {
        EndpointConfig endpoint = new EndpointConfig(
                loki.url(),
                Credentials.NONE,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(20),
                Optional.empty());
        LogsDestinationConfig config = new LogsDestinationConfig(
                "loki", endpoint, Optional.empty(), Optional.empty(), logs, List.of(), Duration.ofSeconds(10));
        return LogShipper.createSender(config, DEVICE, folder.resolve("state"), clock, warnings::add, events::add);
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void drain() {
        for (int i = 0; i < 3; i++) {
            while (sender.runOnce().isZero()) {
                // one batch after another
            }
            clock.advance(Duration.ofSeconds(11));
        }
    }
}
