// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;
import static peaceofmind.testkit.Eventually.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.linux.ServiceNotifier;
import peaceofmind.linux.gpio.FakeGpioKernel;
import peaceofmind.recorder.upload.webdav.ApacheServer;

/**
 * What a customer does and sees: a button and five lights. The whole recorder with the real ffmpeg, its database and a real WebDAV server,
 * on a kernel of the test's with a GPIO chip, and with a clock that the test moves on.
 */
class CustomerSessionIT {

    private static final int BUTTON = 18;
    private static final int WHITE = 27;
    private static final int BLUE = 17;
    private static final Map<Integer, String> LETTERS = Map.of(13, "G", 12, "O", 19, "R");

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final List<String> shown = new ArrayList<>();
    private FakeGpioKernel kernel = new FakeGpioKernel(Path.of("/none"));
    private Optional<ApacheServer> server = Optional.empty();
    private Optional<RecorderProcess> recorder = Optional.empty();
    private Optional<Thread> loop = Optional.empty();

    /** The machine's clocks, moved on by the test. */
    private static final class MovableClock implements Clock {
        private volatile Duration moved = Duration.ZERO;

        @Override
        public Instant now() {
            return Clock.system().now().plus(moved);
        }

        @Override
        public long nanoTime() {
            return Clock.system().nanoTime() + moved.toNanos();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Clock.system().sleep(duration);
        }

        void move(Duration duration) {
            moved = moved.plus(duration);
        }
    }

    @BeforeEach
    void start() throws Exception {
        Assumptions.assumeTrue(ApacheServer.isInstalled(), "needs apache2, which is not installed");
        kernel = new FakeGpioKernel(Files.createDirectories(folder.resolve("dev"))).withChip("gpiochip0", "panel", 54);
        server = Optional.of(ApacheServer.start(Files.createDirectories(folder.resolve("apache")), ""));
        RecorderRun.makeVideo(source());
        Path password = Files.writeString(folder.resolve("password"), ApacheServer.PASSWORD + "\n");
        URI url = URI.create(server.orElseThrow().url());
        RecorderConfig config = RecorderConfig.read(ConfigDocument.parse(
                "test", """
            recorder:
              source: %1$s/source.mp4
              storage: %1$s/videos
              heartbeat: %1$s/heartbeat.json
              socket: %1$s/recorder.sock
              log_dir: %1$s/log
              state_dir: %1$s/state
              refuse_below_free: 1MB
              warn_below_free: 2MB
              stop_below_free: 0MB
              lights: {enabled: true, chip: panel}
              network: {check: ["%2$s"]}
              upload:
                max_rate: 50KB
                targets:
                  - webdav: {url: "%3$s", username: %4$s, password_file: %5$s}
            """.formatted(folder, url.getAuthority(), url, ApacheServer.USER, password)));
        RecorderProcess process = RecorderProcess.start(
                config,
                kernel.gpio(),
                ServiceNotifier.fromEnvironment(
                        Map.of(), ProcessHandle.current().pid()),
                clock,
                Log.to(new PrintStream(log, true, StandardCharsets.UTF_8), clock));
        recorder = Optional.of(process);
        Thread thread = Thread.ofPlatform().name("recorder").start(() -> {
            try {
                process.run();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        loop = Optional.of(thread);
    }

    @AfterEach
    void stop() throws Exception {
        stopRecorder();
        if (server.isPresent()) {
            server.get().stop();
        }
    }

    private void stopRecorder() throws InterruptedException {
        recorder.ifPresent(RecorderProcess::requestStop);
        if (loop.isPresent()) {
            loop.get().join();
        }
        recorder.ifPresent(RecorderProcess::close);
        recorder = Optional.empty();
    }

    private Path source() {
        return folder.resolve("source.mp4");
    }

    private JsonObject status() throws ControlException {
        return new ControlClient("the recorder", folder.resolve("recorder.sock"))
                .send(Json.object().put("command", "status").build(), STATE_TIMEOUT);
    }

    private String lightsState() throws ControlException {
        return status().object("lights").flatMap(lights -> lights.text("state")).orElse("");
    }

    private void press() {
        kernel.change(BUTTON, true, clock.nanoTime() - Duration.ofMillis(200).toNanos());
        kernel.change(BUTTON, false, clock.nanoTime());
    }

    /** Waits until green, orange and red have shown that, one after the other. */
    private void awaitShown(String pattern) {
        kernel.takeShown();
        shown.clear();
        await().until(() -> {
            kernel.takeShown().stream().map(CustomerSessionIT::letters).forEach(step -> {
                // White and blue change in addition.
                if (shown.isEmpty() || !shown.getLast().equals(step)) {
                    shown.add(step);
                }
            });
            return String.join("-", shown).contains(pattern);
        });
    }

    private static String letters(Set<Integer> lines) {
        String letters = String.join(
                "",
                lines.stream().filter(LETTERS::containsKey).map(LETTERS::get).toList());
        return letters.isEmpty() ? "x" : letters;
    }

    /** Moves the clock until that much of the recording is left. */
    private void moveUntilLeft(Duration left) throws ControlException {
        clock.move(Duration.ofSeconds(status().integer("left_seconds").orElseThrow())
                .minus(left));
    }

    @Test
    void aCustomerRecordsExtendsIsWarnedStopsAndFindsTheVideoOnTheServer() throws Exception {
        await().until(() -> kernel.on().equals(Set.of(13, WHITE)));
        assertThat(lightsState()).isEqualTo("ready");

        press();
        awaitShown("G-x-G-x-G");
        assertThat(status().text("state")).contains("recording");
        assertThat(status().integer("length_seconds")).contains(600L);

        kernel.change(BUTTON, true, clock.nanoTime());
        await().until(() -> status().integer("length_seconds").equals(Optional.of(900L)));
        kernel.change(BUTTON, false, clock.nanoTime());

        moveUntilLeft(Duration.ofSeconds(118));
        awaitShown("G-x-G-x-G-x-G-x-G-x-O-x-G");
        assertThat(lightsState()).isEqualTo("ends_in_120");
        moveUntilLeft(Duration.ofSeconds(58));
        awaitShown("G-x-O-x-G-x-O-x");
        assertThat(lightsState()).isEqualTo("ends_in_60");
        moveUntilLeft(Duration.ofSeconds(29));
        awaitShown("O-x-O-x-O");
        assertThat(lightsState()).isEqualTo("ends_in_30");
        assertThat(status().integer("length_seconds")).as("extended once").contains(900L);

        try (Connection database = connect();
                Statement statement = database.createStatement()) {
            // Otherwise the video of these few seconds could be finished between two heartbeats.
            statement.execute("BEGIN IMMEDIATE");
            press();
            await().until(() ->
                    lightsState().equals("processing") && letters(kernel.on()).equals("O"));
            statement.execute("ROLLBACK");
        }

        await().until(() -> kernel.on().contains(BLUE));
        await().until(() -> query().startsWith("completed"));
        await().until(() -> letters(kernel.on()).equals("G") && !kernel.on().contains(BLUE));
        assertThat(onServer())
                .singleElement()
                .satisfies(file -> assertThat(file)
                        .hasSameBinaryContentAs(
                                folder.resolve("videos/uploaded").resolve(file.getFileName())));
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains(
                        "button, short press: recording for 600 s",
                        "button, long press: the recording now lasts 900 s");
    }

    @Test
    void anErrorIsRedAndThePressThatTriesAgainContinuesTheSession() throws Exception {
        await().until(() -> kernel.on().contains(13));
        Path away = Files.move(source(), folder.resolve("away.mp4"));
        press();
        awaitShown("R-x-R-x-R");
        assertThat(status().text("state")).contains("error");
        assertThat(status().text("error").orElse("")).contains("source.mp4");

        Files.move(away, source());
        kernel.change(BUTTON, true, clock.nanoTime() - Duration.ofSeconds(2).toNanos());
        kernel.change(BUTTON, false, clock.nanoTime());
        awaitShown("G-x-G-x-G");
        assertThat(status().text("state")).contains("recording");

        stopRecorder();
        assertThat(kernel.on()).as("off").isEmpty();
        assertThat(kernel.openDescriptors()).isZero();
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("videos/video_metadata.db"));
    }

    private String query() throws Exception {
        try (Connection database = connect();
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("SELECT status FROM videos")) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private List<Path> onServer() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("apache/htdocs/videos"))) {
            return files.toList();
        }
    }
}
