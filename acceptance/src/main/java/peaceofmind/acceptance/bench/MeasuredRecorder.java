// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** A recorder in a process of its own, with all of its files below one folder. */
final class MeasuredRecorder {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 5;

    /** The header alone is smaller, and one picture larger. */
    private static final long MIN_BYTES_WITH_PICTURE = 2_000;

    private final Path dir;
    private final Process process;

    private MeasuredRecorder(Path dir, Process process) {
        this.dir = dir;
        this.process = process;
    }

    /** @param lines of the section {@code recorder} */
    static MeasuredRecorder start(Path dir, String... lines) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        Files.writeString(dir.resolve("peace.yaml"), """
            recorder:
              storage: %1$s/videos
              heartbeat: %1$s/heartbeat.json
              socket: %1$s/recorder.sock
              log_dir: %1$s/log
              state_dir: %1$s/state
              refuse_below_free: 1MB
              warn_below_free: 2MB
              stop_below_free: 0MB
              network: {check: []}
            """.formatted(dir) + "  " + String.join("\n  ", lines) + "\n");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "peaceofmind.recorder.RecorderMain",
                        "--config",
                        dir.resolve("peace.yaml").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dir.resolve("recorder.out").toFile()))
                .start();
        MeasuredRecorder recorder = new MeasuredRecorder(dir, process);
        recorder.await("it responds", () -> recorder.status().isPresent());
        return recorder;
    }

    /** A condition of a file or the recorder. */
    interface Condition {
        boolean isMet() throws IOException;
    }

    void await(String name, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.isMet()) {
            if (System.nanoTime() > end) {
                throw new IOException(
                        "the recorder: not within " + TIMEOUT.toSeconds() + " s: " + name + "; see " + dir);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    Optional<JsonObject> status() {
        try {
            return Optional.of(send("status"));
        } catch (IOException starting) {
            return Optional.empty();
        }
    }

    JsonObject send(String command) throws IOException {
        try {
            return new ControlClient("the recorder", dir.resolve("recorder.sock"))
                    .send(Json.object().put("command", command).build(), TIMEOUT);
        } catch (ControlException refused) {
            throw new IOException(command + ": " + refused.getMessage(), refused);
        }
    }

    boolean isInState(String state) {
        return status().flatMap(json -> json.text("state")).equals(Optional.of(state));
    }

    /** The newest raw recording that has a picture, of those whose name is accepted. */
    Optional<Path> rawFile(Predicate<Path> accepted) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("videos/recording"))) {
            return files.filter(accepted)
                    .sorted()
                    .filter(MeasuredRecorder::hasPicture)
                    .reduce((_, last) -> last);
        } catch (NoSuchFileException notCreatedYet) {
            return Optional.empty();
        }
    }

    /** Whether ffmpeg has created the file of a recording, a moment before its first picture. */
    boolean hasRawFile() {
        String[] files = dir.resolve("videos/recording").toFile().list();
        return files != null && files.length > 0;
    }

    private static boolean hasPicture(Path file) {
        return file.toFile().length() > MIN_BYTES_WITH_PICTURE;
    }

    List<Path> videos() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("videos/pending"))) {
            // One that is still being finished has a name with a dot at its start.
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    long pid() {
        return process.pid();
    }

    /** The ffmpeg that records. */
    ProcessHandle ffmpeg() throws IOException {
        return process.children()
                .filter(child -> child.info().command().orElse("").endsWith("ffmpeg"))
                .findFirst()
                .orElseThrow(() -> new IOException("no ffmpeg is running"));
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            kill();
        }
    }
}
