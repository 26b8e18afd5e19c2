// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.linux.CLibrary;

/**
 * The sections of {@code docs/examples} with the real programs: each is alive, is frozen by SIGSTOP, is found silent, and works again.
 * Only ports, paths and limits are replaced, and the unit by a process of the watchdog's own, since systemd need not run here.
 */
class ExampleProgramsIT {

    private static final int SIGSTOP = 19;
    private static final Path EXAMPLES = Path.of("../docs/examples");
    private static final String LIMITS = "stale_after: 6s\n      start_grace: 90s\n      verify_within: 90s\n";

    /** The part of the guide's recorder that beats, in a program that has nothing else. */
    private static final String PYTHON_RECORDER = """
        import json, os, sys, time
        from datetime import datetime
        from pathlib import Path

        class RecorderService:
            def __init__(self, heartbeat_file):
                self.heartbeat_file = Path(heartbeat_file)
                self.last_heartbeat = 0
                self.state_start_time = time.time()

            def _update_loop(self):
                if time.time() - self.last_heartbeat >= 1.0:
                    self._write_heartbeat()
                    self.last_heartbeat = time.time()

            def _write_heartbeat(self):
                heartbeat = {
                    "timestamp": datetime.now().isoformat(),
                    "uptime_seconds": time.time() - self.state_start_time,
                    "state": "ready",
                    "recording_active": False,
                    "upload_queue_size": 0,
                    "currently_uploading": None,
                    "pid": os.getpid(),
                }
                temporary = self.heartbeat_file.with_suffix(".tmp")
                temporary.write_text(json.dumps(heartbeat, indent=2))
                temporary.rename(self.heartbeat_file)

        service = RecorderService(sys.argv[1])
        while True:
            service._update_loop()
            time.sleep(0.1)
        """;

    /** GStreamer's RTSP server in the place of MediaMTX: the same two ports, the same request and the same list of paths. */
    private static final String RTSP_SERVER = """
        import http.server, json, sys, threading, time
        import gi
        gi.require_version("Gst", "1.0")
        gi.require_version("GstRtspServer", "1.0")
        from gi.repository import GLib, Gst, GstRtspServer
        Gst.init(None)
        rtsp_port, api_port, recording = sys.argv[1:]

        class Api(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200 if self.path == "/v3/paths/list" else 404)
                self.end_headers()
                self.wfile.write(json.dumps({"itemCount": 1, "pageCount": 1, "items": [{"name": "cam"}]}).encode())
            def log_message(self, *arguments):
                pass

        def record():
            while True:
                with open(recording, "a") as file:
                    file.write("picture\\n")
                time.sleep(0.3)

        for work in (http.server.ThreadingHTTPServer(("127.0.0.1", int(api_port)), Api).serve_forever, record):
            threading.Thread(target=work, daemon=True).start()
        server = GstRtspServer.RTSPServer()
        server.set_address("127.0.0.1")
        server.set_service(rtsp_port)
        server.attach(None)
        GLib.MainLoop().run()
        """;

    @TempDir
    private Path folder;

    private final List<AutoCloseable> closing = new ArrayList<>();
    private Optional<WatchdogProcess> running = Optional.empty();

    @AfterEach
    void stop() throws Exception {
        if (running.isPresent()) {
            running.get().stop();
        }
        for (AutoCloseable each : closing.reversed()) {
            each.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void nodeService(int section) throws Exception {
        needs("command -v node", "node");
        int port = freePort();
        Path heartbeat = folder.resolve("heartbeat.json");
        Map<String, String> here = Map.of(
                "8080",
                Integer.toString(port),
                "/run/web/heartbeat.json",
                heartbeat.toString(),
                "heartbeat_owner: web",
                "heartbeat_owner: " + System.getProperty("user.name"));
        Files.copy(Path.of("../heartbeat/writers/heartbeat.js"), folder.resolve("heartbeat.js"));
        Path program = Files.writeString(folder.resolve("main.js"), replaced(block("node.md", "js", 0), here));
        start(yaml("node.md", section, here), "node", program.toString());
        freezeAndRecover(running.orElseThrow().awaitHealthy());
        assertThat(running.orElseThrow().reasonOf("stale"))
                .contains(section == 0 ? "no heartbeat for" : "no complete response from http://127.0.0.1:" + port);
    }

    /** The debugging port responds all the while: only the page's own requests show it. */
    @Test
    void kioskWhosePageHangs() throws Exception {
        needs("command -v chromium", "chromium");
        Path accessLog = Files.createFile(folder.resolve("access.log"));
        int page = servePage(accessLog, block("chromium-kiosk.md", "js", 0).replace("5000", "500"));
        int debugging = freePort();
        String yaml = yaml(
                "chromium-kiosk.md",
                0,
                Map.of("9222", Integer.toString(debugging), "/var/log/kiosk/access.log", accessLog.toString()));
        start(
                yaml,
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-port=" + debugging,
                "--user-data-dir=" + folder.resolve("profile"),
                "http://127.0.0.1:" + page + "/");
        long browser = running.orElseThrow().awaitHealthy();
        List<ProcessHandle> renderers = ProcessHandle.of(browser)
                .orElseThrow()
                .descendants()
                .filter(process -> commandLine(process.pid()).contains("--type=renderer"))
                .toList();
        assertThat(renderers).isNotEmpty();
        for (ProcessHandle renderer : renderers) {
            CLibrary.kill(renderer.pid(), SIGSTOP);
        }
        running.orElseThrow().awaitEvent("restart_verified");
        assertThat(running.orElseThrow().reasonOf("stale"))
                .contains("access.log does not grow")
                .doesNotContain("json/version");
        assertThat(running.orElseThrow().awaitHealthy()).isNotEqualTo(browser);
    }

    @Test
    void container() throws Exception {
        needs("command -v podman && test -x /bin/busybox", "podman and busybox-static");
        int port = freePort();
        String name = "peace-example-" + ProcessHandle.current().pid() + "-" + port;
        Path root = containerRoot();
        closing.add(() -> run("podman", "rm", "--force", "--time", "0", name));
        // With limits of its own: Podman's default is more than a machine without CAP_SYS_RESOURCE may grant.
        List<String> create = List.of(
                "podman",
                "create",
                "--name",
                name,
                "--network",
                "host",
                "--ulimit",
                "nofile=1024:1024",
                "--ulimit",
                "nproc=512:512",
                "--rootfs",
                root.toString(),
                "/bin/httpd",
                "-f",
                "-p",
                "127.0.0.1:" + port,
                "-h",
                "/www");
        List<String> withRunc = new ArrayList<>(create);
        withRunc.addAll(1, List.of("--runtime", "runc"));
        String failure = run((Files.isExecutable(Path.of("/usr/sbin/runc")) ? withRunc : create).toArray(String[]::new))
                + run("podman", "start", name);
        assumeThat(run("podman", "inspect", "--format", "{{.State.Status}}", name))
                .as("needs a machine on which containers can run: " + failure)
                .contains("running");
        String yaml =
                yaml("container.md", 0, Map.of("docker", "podman", "8080", Integer.toString(port), "web]", name + "]"));
        running = Optional.of(WatchdogProcess.prepare(folder)
                .config(yaml.replace("      actuator:", "      " + LIMITS + "      actuator:")));
        running.orElseThrow().start();
        freezeAndRecover(running.orElseThrow().awaitHealthy());
        assertThat(running.orElseThrow().reasonOf("stale")).contains("http://127.0.0.1:" + port + "/health");
    }

    @Test
    void guidesRecorder() throws Exception {
        needs("command -v python3", "python3");
        Path heartbeat = folder.resolve("recorder_heartbeat.json");
        Path program = Files.writeString(folder.resolve("recorder_service.py"), PYTHON_RECORDER);
        String yaml = yaml(
                "python-recorder.md",
                0,
                Map.of(
                        "/tmp/recorder_heartbeat.json",
                        heartbeat.toString(),
                        "heartbeat_owner: philip",
                        "heartbeat_owner: " + System.getProperty("user.name")));
        start(yaml.substring(0, yaml.indexOf("\nagent:")), "python3", program.toString(), heartbeat.toString());
        freezeAndRecover(running.orElseThrow().awaitHealthy());
        assertThat(running.orElseThrow().reasonOf("stale")).contains("no heartbeat for");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void mediaServer(int section) throws Exception {
        needs(
                "/usr/bin/python3 -c \"import gi; gi.require_version('GstRtspServer', '1.0')\"",
                "python3-gi and gir1.2-gst-rtsp-server-1.0");
        String rtsp = Integer.toString(freePort());
        String api = Integer.toString(freePort());
        String recording = folder.resolve("current.log").toString();
        Files.createFile(Path.of(recording));
        Path program = Files.writeString(folder.resolve("rtsp.py"), RTSP_SERVER);
        String yaml = yaml(
                "mediamtx.md", section, Map.of("8554", rtsp, "9997", api, "/var/lib/mediamtx/current.log", recording));
        start(yaml, "/usr/bin/python3", program.toString(), rtsp, api, recording);
        freezeAndRecover(running.orElseThrow().awaitHealthy());
        assertThat(running.orElseThrow().reasonOf("stale"))
                .contains(section == 0 ? "127.0.0.1:" + rtsp : "current.log does not grow");
    }

    private void freezeAndRecover(long process) throws IOException {
        CLibrary.kill(process, SIGSTOP);
        running.orElseThrow().awaitEvent("restart_verified");
        assertThat(running.orElseThrow().awaitHealthy()).isNotEqualTo(process);
    }

    /** Starts the watchdog with the page's section, and the program as its process. */
    private void start(String yaml, String... command) throws IOException {
        String quoted = "[\"" + String.join("\", \"", command) + "\"]";
        String process = "      actuator: process\n      command: " + quoted + "\n";
        Matcher unit = Pattern.compile("(?m)^      unit: .*\n").matcher(yaml);
        assertThat(unit.find()).as(yaml).isTrue();
        String own = "(?m)^      (stale_after|start_grace|verify_within): .*\n";
        running = Optional.of(WatchdogProcess.prepare(folder)
                .config(unit.replaceFirst("@@\n").replaceAll(own, "").replace("@@\n", process + "      " + LIMITS)));
        running.orElseThrow().start();
    }

    private static String yaml(String page, int number, Map<String, String> replacements) throws IOException {
        // Probes as often as the shorter limit needs.
        return replaced(block(page, "yaml", number), replacements).replaceAll("interval: \\d+s", "interval: 1s");
    }

    private static String replaced(String text, Map<String, String> replacements) {
        String result = text;
        for (Map.Entry<String, String> each : replacements.entrySet()) {
            result = result.replace(each.getKey(), each.getValue());
        }
        assertThat(result).isNotEqualTo(text);
        return result;
    }

    private static String block(String page, String language, int number) throws IOException {
        Matcher block = Pattern.compile("(?ms)^```" + language + "\n(.*?)^```")
                .matcher(Files.readString(EXAMPLES.resolve(page)));
        for (int skipped = 0; skipped <= number; skipped++) {
            assertThat(block.find()).as(page).isTrue();
        }
        return block.group(1);
    }

    private int servePage(Path accessLog, String script) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        closing.add(() -> server.stop(0));
        server.createContext("/", exchange -> {
            String line = Instant.now() + " " + exchange.getRequestURI() + "\n";
            Files.writeString(accessLog, line, StandardOpenOption.APPEND);
            byte[] page = ("<title>kiosk</title><script>" + script + "</script>").getBytes(UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return server.getAddress().getPort();
    }

    private Path containerRoot() throws IOException {
        Path root = folder.resolve("container");
        for (String name : List.of("bin", "www", "proc", "sys", "dev", "etc", "tmp")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        Files.createSymbolicLink(root.resolve("bin/httpd"), Path.of("busybox"));
        Files.writeString(root.resolve("www/health"), "ok");
        return root;
    }

    private static void needs(String check, String what) throws Exception {
        Process process =
                new ProcessBuilder("sh", "-c", check).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assumeThat(process.waitFor())
                .as("needs " + what + ", which is not installed")
                .isZero();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor(1, TimeUnit.MINUTES);
        return output;
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
        } catch (IOException gone) {
            return "";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
