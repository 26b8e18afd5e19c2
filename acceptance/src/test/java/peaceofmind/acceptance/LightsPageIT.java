// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.acceptance.browser.Browser;
import peaceofmind.acceptance.browser.Tab;
import peaceofmind.foundation.secret.PasswordHash;

/** The five lights and the button on the page, in a real browser, with a real recorder whose panel has no chip. */
class LightsPageIT {

    private static final Path SCREENSHOTS = Path.of("target/screenshots").toAbsolutePath();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String PASSWORD = "correct horse";

    @TempDir
    private Path dir;

    private final List<Process> processes = new ArrayList<>();
    private final List<String> pageErrors = new CopyOnWriteArrayList<>();
    private String url = "";

    @BeforeEach
    void startRecorderAndAgent() throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), "needs chromium, which is not installed");
        int port = freePort();
        url = "http://127.0.0.1:" + port + "/";
        Files.writeString(
                dir.resolve("hash"), PasswordHash.of(PASSWORD.toCharArray()).toText());
        Files.createDirectories(dir.resolve("uploads"));
        Files.writeString(dir.resolve("peace.yaml"), """
            device: {name: gym}
            recorder:
              source: test:640x360@25
              storage: %1$s/videos
              heartbeat: %1$s/heartbeat.json
              socket: %1$s/recorder.sock
              log_dir: %1$s/log
              state_dir: %1$s/recorder-state
              refuse_below_free: 1MB
              warn_below_free: 2MB
              stop_below_free: 0MB
              network: {check: []}
              lights: {enabled: true, chip: no-such-chip}
              upload: {folder: %1$s/uploads, mount: off, max_rate: 10KB}
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
            """.formatted(dir, port));
        start("recorder", "peaceofmind.recorder.RecorderMain");
        start("agent", "peaceofmind.agent.AgentMain");
        await().atMost(TIMEOUT)
                .until(() -> Files.readString(dir.resolve("agent.out")).contains("dashboard at"));
    }

    @AfterEach
    void stop() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void start(String name, String mainClass) throws IOException {
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void thePageShowsTheSameLightsAndIsTheButtonToo() throws Exception {
        try (Browser browser = Browser.start()) {
            Tab tab = browser.openTab();
            tab.onEvent(event -> {
                String method = event.text("method").orElse("");
                if (method.equals("Runtime.exceptionThrown") || method.equals("Security.policyViolation")) {
                    pageErrors.add(event.toJson());
                }
            });
            tab.emulate(390, 844, true, false);
            tab.navigate(url);
            logIn(tab);

            tab.await("document.getElementById('lights-note')?.textContent.startsWith('ready: green')", TIMEOUT);
            assertThat(tab.evaluate("[...document.querySelectorAll('#lights li')].map(l => l.className).join()"))
                    .isEqualTo("green on,orange,red,white,blue");
            assertThat(tab.evaluate("document.getElementById('lights-note').textContent"))
                    .contains("They do not work", "GPIO chip");

            click(tab, "Start recording");
            tab.await("document.querySelector('#dialog input[name=minutes]')", TIMEOUT);
            tab.evaluate("document.querySelector('#dialog input[name=minutes]').value = '5'");
            submit(tab);
            tab.await(
                    "document.getElementById('lights-note').textContent.startsWith('recording: green blinking')",
                    TIMEOUT);
            tab.await("document.querySelector('#lights .green').classList.contains('on')", TIMEOUT);
            tab.await("!document.querySelector('#lights .green').classList.contains('on')", TIMEOUT);
            tab.evaluate("document.getElementById('lights-section').scrollIntoView()");
            tab.screenshot(SCREENSHOTS.resolve("lights-phone.png"), false);

            click(tab, "Extend recording");
            submit(tab);
            tab.await("document.getElementById('action-result').textContent.includes('now lasts 600 s')", TIMEOUT);

            // The limit of the rate counts in pieces of a quarter of a megabyte.
            await().atMost(TIMEOUT).until(() -> recordedBytes() > 1_000_000);
            click(tab, "Stop recording");
            submit(tab);
            tab.await("document.getElementById('lights-note').textContent.startsWith('ready: green, blue')", TIMEOUT);
            tab.await("document.querySelector('#lights .blue').classList.contains('on')", TIMEOUT);
            tab.await("/To \\S+\\s+\\d+ % of .*\\/s.* left/.test(document.getElementById('now').innerText)", TIMEOUT);

            processes.getFirst().destroyForcibly().waitFor();
            // No watchdog runs here that would know its last heartbeat.
            tab.await("document.getElementById('lights-section').hidden", TIMEOUT);
            assertThat(tab.evaluate("document.querySelectorAll('#lights .on').length"))
                    .isEqualTo("0");
        }
        assertThat(pageErrors).isEmpty();
    }

    private long recordedBytes() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("videos/recording"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void logIn(Tab tab) throws Exception {
        tab.await("document.querySelector('#dialog input[name=password]')", TIMEOUT);
        tab.evaluate("(document.querySelector('#dialog input[name=password]').value = '" + PASSWORD
                + "', document.querySelector('#dialog form').requestSubmit())");
    }

    /** Confirms what the dialog asks. */
    private static void submit(Tab tab) throws Exception {
        tab.await("document.getElementById('dialog').open", TIMEOUT);
        tab.evaluate("document.querySelector('#dialog form').requestSubmit()");
        tab.await("!document.getElementById('dialog').open", TIMEOUT);
    }

    private static void click(Tab tab, String label) throws Exception {
        String button = "[...document.querySelectorAll('main button')].find(b => b.textContent === '" + label + "')";
        tab.await(button + "?.offsetHeight > 0", TIMEOUT);
        tab.evaluate(button + ".click()");
    }
}
