// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import peaceofmind.linux.CLibrary;

/** The watchdog process with a web server that has no heartbeat. */
@Execution(ExecutionMode.CONCURRENT)
class LivenessIT {

    private static final int SIGSTOP = 19;

    @TempDir
    private Path folder;

    private WatchdogProcess watchdog;
    private String command;
    private String url;

    @BeforeEach
    void prepare() throws Exception {
        Path server = Files.writeString(folder.resolve("server.py"), server(folder));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        command = "actuator: process, command: [python3, " + server + ", \"" + port + "\"]";
        url = "http://127.0.0.1:" + port + "/health";
        watchdog = WatchdogProcess.prepare(folder).limits("stale_after: 4s, start_grace: 60s, verify_within: 60s, ");
    }

    @AfterEach
    void stop() throws Exception {
        watchdog.stop();
    }

    @Test
    void aServerThatFailsIsRestartedAndVerifiedByTheNewOnesResponse() throws Exception {
        watchdog.watching(command + ", liveness: {http: {url: \"" + url + "\", contains: is ok, interval: 1s}}")
                .start();
        long sick = watchdog.awaitHealthy();
        Files.createFile(folder.resolve("sick-" + sick));
        watchdog.awaitEvent("restart_verified");
        assertThat(watchdog.awaitHealthy()).isNotEqualTo(sick);
        assertThat(watchdog.kinds()).containsSubsequence("stale", "restart", "restart_verified");
        assertThat(watchdog.reasonOf("stale")).contains("(limit 4 s); HTTP 500 from " + url + " for ");
        try (Stream<Path> saved = Files.walk(folder.resolve("state/evidence"))) {
            List<Path> files = saved.filter(Files::isRegularFile).toList();
            Path liveness = files.stream()
                    .filter(file -> file.endsWith("liveness.txt"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Files.readString(liveness)).contains("http " + url, " alive", "HTTP 500 from " + url);
            assertThat(files).noneMatch(file -> file.endsWith("heartbeat.txt"));
        }
    }

    /** The kernel still accepts connections for it. */
    @Test
    void aFrozenServerIsRestartedThoughItsPortIsOpen() throws Exception {
        watchdog.watching(command + ", liveness: {all: [{http: {url: \"" + url + "\", interval: 1s, timeout: 1s}}, "
                        + "{tcp: {address: \"" + url.substring("http://".length(), url.lastIndexOf('/'))
                        + "\", interval: 1s}}]}")
                .start();
        long frozen = watchdog.awaitHealthy();
        CLibrary.kill(frozen, SIGSTOP);
        watchdog.awaitEvent("restart_verified");
        assertThat(watchdog.awaitHealthy()).isNotEqualTo(frozen);
        assertThat(watchdog.reasonOf("stale")).contains("no complete response from " + url + " within 1 s");
    }

    @Test
    void aProbeThatCannotBeMadeIsReportedAndNothingIsRestarted() throws Exception {
        watchdog.watching(command + ", liveness: {command: {run: [/no/such/check], interval: 1s}}")
                .start();
        watchdog.awaitEvent("liveness_unknown");
        await().until(() -> watchdog.condition().equals("unknown"));
        assertThat(watchdog.reasonOf("liveness_unknown")).contains("is not restarted", "/no/such/check");
        assertThat(watchdog.kinds()).doesNotContain("restart", "stale", "reboot");
    }

    private static String server(Path folder) {
        return """
            import http.server, os, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    sick = os.path.exists("%s/sick-" + str(os.getpid()))
                    self.send_response(500 if sick else 200)
                    self.end_headers()
                    self.wfile.write(b"all is ok")
                def log_message(self, *arguments):
                    pass
            http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
            """.formatted(folder);
    }
}
