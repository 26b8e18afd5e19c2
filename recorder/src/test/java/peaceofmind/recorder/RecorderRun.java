// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading.Present;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** A recorder in its own process, with all of its files below one folder. */
final class RecorderRun {

    private final Path folder;
    private String source = "source: test:320x180@10";
    private final List<String> extraConfig = new ArrayList<>();
    private Optional<Process> process = Optional.empty();

    RecorderRun(Path folder) {
        this.folder = folder;
    }

    RecorderRun source(String text) {
        source = "source: " + text;
        return this;
    }

    /** Several cameras in place of the only one, such as {@code {name: north, source: test}}. */
    RecorderRun cameras(String... each) {
        source = "cameras: [" + String.join(", ", each) + "]";
        return this;
    }

    /** Adds a line to the recorder's section. */
    RecorderRun withConfig(String line) {
        extraConfig.add(line);
        return this;
    }

    RecorderRun start() throws IOException {
        Files.writeString(
                folder.resolve("peace.yaml"),
                """
                recorder:
                  %2$s
                  storage: %1$s/videos
                  heartbeat: %1$s/heartbeat.json
                  socket: %1$s/recorder.sock
                  control_file: %1$s/recorder_control.cmd
                  log_dir: %1$s/log
                  state_dir: %1$s/state
                  refuse_below_free: 1MB
                  warn_below_free: 2MB
                  stop_below_free: 0MB
                  network:
                    check: []
                """.formatted(folder, source)
                        + (extraConfig.isEmpty() ? "" : "  " + String.join("\n  ", extraConfig) + "\n"));
        process = Optional.of(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "peaceofmind.recorder.RecorderMain",
                        "--config",
                        folder.resolve("peace.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("recorder.out").toFile()))
                .start());
        return this;
    }

    long pid() {
        return process.orElseThrow().pid();
    }

    /** The current heartbeat, however old. */
    Optional<Heartbeat> heartbeat() {
        HeartbeatReader reader =
                new HeartbeatReader(folder.resolve("heartbeat.json"), Optional.empty(), System::nanoTime);
        return reader.read() instanceof Present present ? Optional.of(present.heartbeat()) : Optional.empty();
    }

    void awaitState(String state) {
        await().until(() -> heartbeat()
                .filter(heartbeat -> heartbeat.pid().orElse(-1) == pid())
                .filter(heartbeat -> heartbeat.state().equals(state))
                .isPresent());
    }

    /** Waits until that many bytes of a recording are on the disk. */
    void awaitBytes(long bytes) {
        await().until(() -> heartbeat()
                .filter(heartbeat -> heartbeat.recordingBytes().orElse(0) >= bytes)
                .isPresent());
    }

    JsonObject send(String command) throws ControlException {
        return send(Json.object().put("command", command));
    }

    /** A command to one of several cameras. */
    JsonObject send(String command, String camera) throws ControlException {
        return send(Json.object().put("command", command).put("camera", camera));
    }

    private JsonObject send(Json.ObjectBuilder request) throws ControlException {
        return new ControlClient("the recorder", folder.resolve("recorder.sock")).send(request.build(), STATE_TIMEOUT);
    }

    void kill() throws InterruptedException {
        process.orElseThrow().destroyForcibly().waitFor();
    }

    /** Sends SIGTERM and returns the exit code. */
    int terminate() throws InterruptedException, IOException {
        process.orElseThrow().destroy();
        return awaitExit();
    }

    /** Waits for the process to exit and returns its exit code. */
    int awaitExit() throws InterruptedException, IOException {
        if (!process.orElseThrow().waitFor(STATE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("it did not exit:\n" + output());
        }
        return process.orElseThrow().exitValue();
    }

    String output() throws IOException {
        return Files.readString(folder.resolve("recorder.out"));
    }

    void destroy() {
        process.ifPresent(Process::destroyForcibly);
    }

    /** Five seconds of a test picture; the file appears when it is complete. */
    static void makeVideo(Path video) throws Exception {
        Path made = video.resolveSibling("made-" + video.getFileName());
        assertThat(new ProcessBuilder(
                                "ffmpeg",
                                "-v",
                                "error",
                                "-f",
                                "lavfi",
                                "-i",
                                "testsrc2=size=320x180:rate=10",
                                "-t",
                                "5",
                                made.toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.move(made, video);
    }
}
