// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.acceptance.browser.Browser;
import peaceofmind.acceptance.browser.Tab;
import peaceofmind.foundation.secret.PasswordHash;

/**
 * A device that watches another program than the recorder of this package: the guide's recorder in Python, and a program that only a probe
 * watches. Its page in a real browser, and its drills, with the real watchdog and agent. Screenshots are saved in target/screenshots.
 */
class AnotherProgramIT {

    private static final Path SCREENSHOTS = Path.of("target/screenshots").toAbsolutePath();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** What nobody can know of a program that is no recorder. */
    private static final String OF_RECORDERS =
            "(?is).*\\b(recorder|recording|recorded|camera|video|videos|upload\\w*)\\b.*";

    private static final String PYTHON_RECORDER = """
        import json, os, sys, time
        from datetime import datetime
        from pathlib import Path
        heartbeat_file = Path(sys.argv[1])
        started = time.time()
        while True:
            heartbeat = {
                "timestamp": datetime.now().isoformat(),
                "uptime_seconds": time.time() - started,
                "state": "ready",
                "recording_active": False,
                "upload_queue_size": 2,
                "currently_uploading": "match.mp4",
                "pid": os.getpid(),
            }
            temporary = heartbeat_file.with_suffix(".tmp")
            temporary.write_text(json.dumps(heartbeat, indent=2))
            temporary.rename(heartbeat_file)
            time.sleep(1)
        """;

    private static final String WEB_PROGRAM = """
        import sys
        from http.server import BaseHTTPRequestHandler, HTTPServer
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"ok")
            def log_message(self, *_):
                pass
        HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
        """;

    @TempDir
    private Path dir;

    private final List<Process> processes = new ArrayList<>();
    private final List<String> pageErrors = new CopyOnWriteArrayList<>();
    private Path config = Path.of("");
    private String url = "";

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes.reversed()) {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
    }

    @Test
    void eachTileOfTheGuidesRecorderIsTrue() throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), "needs chromium, which is not installed");
        Path program = Files.writeString(dir.resolve("recorder_service.py"), PYTHON_RECORDER);
        fillDatabase();
        Files.writeString(dir.resolve("service.log"), "2026-11-24 08:00:00,000 - INFO - Service ready\n");
        start("""
            - name: recorder
              actuator: process
              command: [/usr/bin/python3, %1$s, %2$s/recorder_heartbeat.json]
              heartbeat: %2$s/recorder_heartbeat.json
              logs: [%2$s/service.log]
            """.formatted(program, dir), "database: " + dir.resolve("video_metadata.db"));
        try (Browser browser = Browser.start()) {
            Tab tab = open(browser);
            tab.await(text("tiles") + ".includes('75 %')", TIMEOUT);
            tab.await("document.querySelector('#chart-upload_success canvas')", TIMEOUT);
            tab.await(text("sentence") + ".startsWith('All is well. Ready; nothing is being recorded.')", TIMEOUT);
            assertThat(tab.evaluate(text("tiles"))).contains("recorder", "Up", "Ready", "last 24 h", "of recorder");
            assertThat(tab.evaluate(text("now")))
                    .contains("Last heartbeat", "match.mp4", "2 in the upload queue")
                    .doesNotContain("does not respond");
            assertThat(tab.evaluate(text("videos"))).contains("uploaded", "3", "failed", "1");
            assertThat(tab.evaluate(text("actions")))
                    .contains("Restart recorder")
                    .doesNotContain("Start recording", "Stop recording", "Extend recording");
            tab.await(text("log") + ".includes('Service ready')", TIMEOUT);
            assertThat(tab.evaluate("document.getElementById('chart-recordings')"))
                    .as("this recorder counts no recordings")
                    .isEqualTo("null");
            screenshots(tab, "python-recorder");
        }
        assertThat(pageErrors).isEmpty();
    }

    @Test
    void nothingOnThePageOfAProbedProgramSpeaksOfRecordings() throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), "needs chromium, which is not installed");
        startTheWebProgram();
        try (Browser browser = Browser.start()) {
            Tab tab = open(browser);
            tab.await(text("tiles") + ".includes('Up')", TIMEOUT);
            tab.await("document.querySelector('#chart-up canvas')", TIMEOUT);
            tab.await(text("log-note") + ".includes('name it in watchdog.services')", TIMEOUT);
            tab.await(text("sentence") + ".startsWith('All is well. node-red is running.')", TIMEOUT);
            assertThat(tab.evaluate("document.querySelectorAll('#tiles .tile').length"))
                    .isEqualTo("5");
            assertThat(tab.evaluate(text("tiles"))).contains("node-red", "as its probes show", "of the device");
            assertThat(tab.evaluate(text("now"))).contains("Last success", ": successful", "Process");
            assertThat(tab.evaluate(text("actions"))).contains("Restart node-red", "Restart worker");
            assertThat(tab.evaluate("document.body.innerText")).doesNotMatch(OF_RECORDERS);
            restart(tab, "worker");
            screenshots(tab, "probed-program");
        }
        assertThat(pageErrors).isEmpty();
    }

    @Test
    void aProbedProgramIsKilledAndFrozenByADrillAndRecovers() throws Exception {
        startTheWebProgram();
        Path output = dir.resolve("drill.out");
        Process drill = peace(output, "peaceofmind.cli.Peace", "drill", "all", "--config", config.toString());
        assertThat(drill.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(output))
                .containsPattern("kill +passed .* process \\d+ took over from \\d+")
                .containsPattern("freeze +passed .* process \\d+ took over from \\d+")
                .containsPattern("hang +passed .* process \\d+ took over from \\d+")
                .containsPattern("disk +not applicable .* a demo is not a device")
                .containsPattern("network +not applicable .* a demo is not a device");
        assertThat(drill.exitValue()).isZero();
    }

    private void startTheWebProgram() throws Exception {
        Path program = Files.writeString(dir.resolve("web.py"), WEB_PROGRAM);
        int port = freePort();
        start("""
            - name: node-red
              actuator: process
              command: [/usr/bin/python3, %1$s, "%2$d"]
              logs: []
              stale_after: 9s
              liveness: {http: {url: "http://127.0.0.1:%2$d/health", contains: ok, interval: 2s, timeout: 2s}}
            - name: worker
              actuator: process
              command: [/usr/bin/python3, %1$s, "%3$d"]
              logs: []
              liveness: {tcp: {address: "127.0.0.1:%3$d", interval: 2s, timeout: 2s}}
            """.formatted(program, port, freePort()), "sys: /sys");
    }

    /** With a simulated boot, so that no reboot of this machine can come of it. */
    private void start(String service, String agentKey) throws Exception {
        int port = freePort();
        url = "http://127.0.0.1:" + port + "/";
        config = Files.writeString(
                dir.resolve("peace.yaml"), """
                    device: {name: balaruc, customer: gym, location: Balaruc-les-Bains}
                    watchdog:
                      socket: %1$s/watchdog.sock
                      state_dir: %1$s/state/watchdog
                      log_dir: %1$s/log
                      simulated_boot: %1$s/boot.json
                      stop_services_on_exit: true
                      services:
                    %2$s
                    agent:
                      node_port: 0
                      recorder_port: 0
                      interval: 1s
                      storage: %1$s
                      watchdog_socket: %1$s/watchdog.sock
                      socket: %1$s/agent.sock
                      state_dir: %1$s/state/agent
                      %3$s
                    dashboard:
                      port: %4$d
                      read_without_login: true
                      password_hash_file: %1$s/hash
                      recorder_socket: %1$s/no-recorder.sock
                      evidence_dir: %1$s/state/watchdog/evidence
                      watchdog_log: %1$s/log/watchdog.log
                    """.formatted(dir, service.indent(4).stripTrailing(), agentKey, port));
        Files.createDirectories(dir.resolve("log"));
        Files.writeString(
                dir.resolve("boot.json"),
                "{\"boot_id\":\"of-this-test\",\"booted_at_uptime_seconds\":"
                        + Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0] + "}");
        Files.createDirectories(dir.resolve("state"));
        peace(dir.resolve("watchdog.out"), "peaceofmind.watchdog.WatchdogMain", "--config", config.toString());
        peace(dir.resolve("agent.out"), "peaceofmind.agent.AgentMain", "--config", config.toString());
        await().atMost(TIMEOUT).until(() -> isUp(dir.resolve("agent.out"), "dashboard at"));
    }

    private boolean isUp(Path output, String line) throws IOException {
        for (Process process : processes) {
            assertThat(process.isAlive())
                    .as(Files.readString(dir.resolve("watchdog.out")) + Files.readString(output))
                    .isTrue();
        }
        return Files.readString(output).contains(line);
    }

    private Process peace(Path output, String mainClass, String... arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                mainClass),
                        Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        processes.add(process);
        return process;
    }

    private void fillDatabase() throws Exception {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("video_metadata.db"));
                Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE videos (filename TEXT UNIQUE NOT NULL, created_at TEXT NOT NULL,"
                    + " status TEXT NOT NULL, quality TEXT DEFAULT 'valid', last_upload_attempt TEXT)");
            for (String video : List.of("1 completed", "2 completed", "3 completed", "4 failed")) {
                String[] parts = video.split(" ", -1);
                String at = "strftime('%Y-%m-%dT%H:%M:%S', 'now', 'localtime', '-" + parts[0] + " hours')";
                statement.execute("INSERT INTO videos VALUES ('" + parts[0] + ".mp4', " + at + ", '" + parts[1]
                        + "', 'valid', " + at + ")");
            }
        }
    }

    private Tab open(Browser browser) throws Exception {
        Tab tab = browser.openTab();
        tab.onEvent(event -> {
            String method = event.text("method").orElse("");
            if (method.equals("Runtime.exceptionThrown") || method.equals("Security.policyViolation")) {
                pageErrors.add(event.toJson());
            }
        });
        tab.emulate(390, 844, true, false);
        tab.navigate(url);
        return tab;
    }

    private static String text(String id) {
        return "(document.getElementById('" + id + "')?.innerText ?? '')";
    }

    private static void screenshots(Tab tab, String name) throws Exception {
        for (boolean dark : List.of(false, true)) {
            for (int width : List.of(390, 1280)) {
                tab.emulate(width, width == 390 ? 844 : 900, width == 390, dark);
                // Charts are redrawn for another width or other colours.
                await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);
                String size = width == 390 ? "phone" : "desktop";
                tab.screenshot(SCREENSHOTS.resolve(name + "-" + size + (dark ? "-dark" : "-light") + ".png"), true);
            }
        }
        tab.emulate(390, 844, true, false);
        assertThat(tab.evaluate("document.documentElement.scrollWidth")).isEqualTo("390");
    }

    /** As its owner does, with the password. */
    private void restart(Tab tab, String service) throws Exception {
        Files.writeString(
                dir.resolve("hash"), PasswordHash.of("a password".toCharArray()).toText());
        tab.evaluate("[...document.querySelectorAll('#actions button')].find(b => b.textContent === 'Restart " + service
                + "').click()");
        tab.await("document.querySelector('#dialog input[name=password]')", TIMEOUT);
        tab.evaluate("(document.querySelector('#dialog input[name=password]').value = 'a password',"
                + " document.querySelector('#dialog form').requestSubmit())");
        tab.await(text("dialog-title") + " === 'Restart " + service + "?'", TIMEOUT);
        assertThat(tab.evaluate(text("dialog"))).contains("The watchdog stops it and starts it again.");
        tab.evaluate("document.querySelector('#dialog form').requestSubmit()");
        tab.await(text("action-result") + ".includes('estart')", TIMEOUT);
        tab.await(text("watchdog") + ".match(/healthy/g)?.length === 2", TIMEOUT);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
