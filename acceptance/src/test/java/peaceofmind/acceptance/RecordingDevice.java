// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import peaceofmind.acceptance.browser.Browser;
import peaceofmind.acceptance.browser.Tab;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.secret.PasswordHash;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** A real recorder and a real agent below one folder, and a browser that shows the pages of the agent. */
final class RecordingDevice implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final Path SCREENSHOTS = Path.of("target/screenshots").toAbsolutePath();
    private static final String PASSWORD = "correct horse";

    private final Path dir;
    private final String url;
    private final List<Process> processes = new ArrayList<>();
    private final List<String> pageErrors = new CopyOnWriteArrayList<>();
    private final Browser browser;
    private final Tab tab;

    private RecordingDevice(Path dir, String url, Browser browser) throws Exception {
        this.dir = dir;
        this.url = url;
        this.browser = browser;
        this.tab = browser.openTab();
        tab.onEvent(event -> {
            String method = event.text("method").orElse("");
            if (method.equals("Runtime.exceptionThrown") || method.equals("Security.policyViolation")) {
                pageErrors.add(event.toJson());
            }
        });
        tab.emulate(390, 844, true, false);
    }

    /** @param source what is recorded: {@code source} or {@code cameras} in YAML, in one line */
    static RecordingDevice start(Path dir, String source) throws Exception {
        int port = freePort();
        Files.writeString(
                dir.resolve("hash"), PasswordHash.of(PASSWORD.toCharArray()).toText());
        Files.createDirectories(dir.resolve("uploads"));
        Files.writeString(dir.resolve("peace.yaml"), """
            device: {name: gym}
            recorder:
              %3$s
              storage: %1$s/videos
              heartbeat: %1$s/heartbeat.json
              socket: %1$s/recorder.sock
              log_dir: %1$s/log
              state_dir: %1$s/recorder-state
              refuse_below_free: 1MB
              warn_below_free: 2MB
              stop_below_free: 0MB
              keep_videos: 1000000
              network: {check: []}
              upload: {folder: %1$s/uploads, mount: off}
            agent:
              node_port: 0
              recorder_port: 0
              heartbeat: %1$s/heartbeat.json
              database: %1$s/videos/video_metadata.db
              storage: %1$s/videos
              watchdog_socket: %1$s/watchdog.sock
              socket: %1$s/agent.sock
              state_dir: %1$s/agent-state
            dashboard:
              port: %2$d
              password_hash_file: %1$s/hash
              recorder_socket: %1$s/recorder.sock
              evidence_dir: %1$s/evidence
              service_log: %1$s/log/service.log
              watchdog_log: %1$s/log/watchdog.log
              system_log: %1$s/log/system.log
              preview: true
            """.formatted(dir, port, source));
        RecordingDevice device = new RecordingDevice(dir, "http://127.0.0.1:" + port + "/", Browser.start());
        device.startProcess("recorder", "peaceofmind.recorder.RecorderMain");
        device.startProcess("agent", "peaceofmind.agent.AgentMain");
        device.awaitState("ready");
        return device;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void startProcess(String name, String mainClass) throws IOException {
        processes.add(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        mainClass,
                        "--config",
                        dir.resolve("peace.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve(name + ".out").toFile())
                .start());
    }

    Tab tab() {
        return tab;
    }

    /** Errors of the pages' scripts so far. */
    List<String> pageErrors() {
        return pageErrors;
    }

    void killRecorder() throws InterruptedException {
        processes.getFirst().destroyForcibly().waitFor();
    }

    void awaitState(String state) {
        await().atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> status().text("state").orElse("").equals(state));
    }

    JsonObject status() throws ControlException {
        return send("status");
    }

    JsonObject send(String command) throws ControlException {
        return new ControlClient("the recorder", dir.resolve("recorder.sock"))
                .send(Json.object().put("command", command).build(), TIMEOUT);
    }

    void open(String page) throws Exception {
        tab.navigate(url + page);
        awaitPage("location.href === '" + url + page + "'");
    }

    /** While the page is replaced, nothing can be evaluated in it. */
    void reload() throws Exception {
        tab.evaluate("(window.isOld = true, location.reload())");
        awaitPage("!window.isOld");
    }

    private void awaitPage(String condition) {
        await().atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> tab.evaluate(condition + " && document.readyState === 'complete'")
                        .equals("true"));
    }

    /** Fills in the dialog that asks for the password. */
    void logIn() throws Exception {
        tab.await("document.querySelector('#dialog input[name=password]')", TIMEOUT);
        tab.evaluate("(document.querySelector('#dialog input[name=password]').value = '" + PASSWORD
                + "', document.querySelector('#dialog form').requestSubmit())");
    }

    void screenshot(int width, boolean phone, boolean dark, String name) throws Exception {
        tab.emulate(width, phone ? 844 : 900, phone, dark);
        tab.await("document.documentElement.clientWidth === " + width, TIMEOUT);
        tab.screenshot(SCREENSHOTS.resolve(name + ".png"), false);
    }

    @Override
    public void close() throws IOException {
        browser.close();
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
