// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.log.Log;
import peaceofmind.linux.KernelClock;
import peaceofmind.recorder.service.SessionStore.SavedSession;
import peaceofmind.testkit.FakeClock;

class SessionFileTest {

    private static final Duration LENGTH = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final ByteArrayOutputStream logOutput = new ByteArrayOutputStream();
    private boolean clockIsSet = true;

    @BeforeEach
    void boot() throws IOException {
        boot("first", 100);
    }

    private void boot(String id, int uptimeSeconds) throws IOException {
        Files.createDirectories(folder.resolve("proc/sys/kernel/random"));
        Files.writeString(folder.resolve("proc/sys/kernel/random/boot_id"), id + "\n");
        Files.writeString(folder.resolve("proc/uptime"), uptimeSeconds + ".00 1.00\n");
    }

    @Test
    void afterACrashTheTimeSinceBootSaysHowMuchIsLeftWhateverTheWallClockDoes() throws Exception {
        save(Duration.ofSeconds(500));
        clock.stepWall(Duration.ofDays(-3650));
        boot("first", 140);
        assertThat(load()).contains(new SavedSession(Duration.ofSeconds(460), LENGTH, Optional.empty()));
    }

    @Test
    void afterARebootTheWallClockSays() throws Exception {
        save(Duration.ofSeconds(500));
        boot("second", 20);
        clock.advance(Duration.ofSeconds(100));
        assertThat(load())
                .contains(new SavedSession(
                        Duration.ofSeconds(400), LENGTH, Optional.of(clock.now().plusSeconds(400))));
    }

    @Test
    void aClockThatStartsInThePastAfterARebootDoesNotLengthenTheSession() throws Exception {
        save(Duration.ofSeconds(500));
        boot("second", 20);
        clock.stepWall(Duration.ofDays(-20));
        SavedSession session = load().orElseThrow();
        assertThat(session.remaining())
                .as("what was recorded since the last save counts")
                .isEqualTo(Duration.ofSeconds(470));
        assertThat(session.endsAt())
                .contains(clock.now().plus(Duration.ofDays(20)).plusSeconds(500));
    }

    @Test
    void aClockThatHadNotBeenSetIsNotCompared() throws Exception {
        clockIsSet = false;
        save(Duration.ofSeconds(500));
        boot("second", 20);
        clock.stepWall(Duration.ofDays(400));
        assertThat(load()).contains(new SavedSession(Duration.ofSeconds(470), LENGTH, Optional.empty()));
    }

    @Test
    void aSessionWhoseTimeIsOverIsNotContinued() throws Exception {
        save(Duration.ofSeconds(500));
        boot("first", 700);
        assertThat(load()).isEmpty();
        boot("second", 20);
        clock.advance(Duration.ofHours(1));
        assertThat(load()).isEmpty();
    }

    @Test
    void aStoppedSessionLeavesNoFile() throws Exception {
        try (SessionFile file = file()) {
            file.save(Duration.ofSeconds(500), LENGTH);
            await().until(() -> Files.exists(path()));
            file.clear();
            await().until(() -> !Files.exists(path()));
        }
        assertThat(load()).isEmpty();
    }

    @Test
    void theFileIsWrittenEvery30SecondsAndAtOnceWhenTheEndChanges() throws Exception {
        try (SessionFile file = file()) {
            for (int second = 0; second < 29; second++) {
                file.save(Duration.ofSeconds(500 - second), LENGTH);
                clock.advance(Duration.ofSeconds(1));
            }
            await().until(() -> Files.exists(path()));
            assertThat(Files.readString(path())).contains("\"left_ms\": 500000");
            file.save(Duration.ofSeconds(771), LENGTH.plusMinutes(5));
            await().until(() -> Files.readString(path()).contains("\"left_ms\": 771000"));
        }
    }

    @Test
    void garbageIsReportedAndIgnored() throws Exception {
        Files.writeString(path(), "{\"left_ms\": ");
        assertThat(load()).isEmpty();
        assertThat(logOutput.toString(StandardCharsets.UTF_8)).contains("cannot be continued", "session.json");
        Files.writeString(
                path(), "{\"left_ms\": 900000, \"length_ms\": 600000, \"boot_id\": \"first\", \"uptime_ms\": 100000}");
        assertThat(load()).as("longer than itself").isEmpty();
    }

    private void save(Duration remaining) {
        try (SessionFile file = file()) {
            file.save(remaining, LENGTH);
            await().until(() -> Files.exists(path()));
        }
    }

    private Optional<SavedSession> load() {
        try (SessionFile file = file()) {
            return file.load();
        }
    }

    private SessionFile file() {
        return new SessionFile(
                path(),
                new KernelClock(folder.resolve("proc")),
                () -> clockIsSet,
                clock,
                Log.to(new PrintStream(logOutput, true, StandardCharsets.UTF_8), clock));
    }

    private Path path() {
        return folder.resolve("session.json");
    }
}
