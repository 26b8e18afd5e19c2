// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import peaceofmind.acceptance.Checkout;

/**
 * What a round of each kind of probe costs: a watchdog for each kind, all at the same time, by the package's own launcher. Processor time is
 * that of the probe's thread and of the programs that it starts, by the kernel's counters; memory is compared with a watchdog that reads a
 * heartbeat file.
 */
final class ProbesBench {

    private static final Duration WARM_UP_TIME = Duration.ofMinutes(2);
    private static final Duration MEASURED = Duration.ofMinutes(2);
    private static final Duration STEP = Duration.ofMillis(500);
    private static final Budget MILLISECONDS_A_ROUND = Budget.atMost(1);
    private static final String BASELINE = "baseline";
    private static final String SYSTEMD = "systemd";

    private final Path dir;
    private final BenchReport report;
    private final Path growing;
    private final Path heartbeat;

    private ProbesBench(Path dir, BenchReport report) {
        this.dir = dir;
        this.report = report;
        this.growing = dir.resolve("growing.log");
        this.heartbeat = dir.resolve("heartbeat.json");
    }

    /** A kind of probe: its section, and whether a round starts a program. */
    private record Kind(String name, String section, boolean startsProgram) {}

    private record Measured(Kind kind, Process watchdog, ProbeThread thread, double childSeconds) {}

    static void run(Checkout checkout, Path dir, BenchReport report) throws IOException, InterruptedException {
        report.heading(
                "A round of each kind of probe, over 2 minutes at an interval of 1 s, 2 minutes after its start");
        new ProbesBench(Files.createDirectories(dir), report).measure(checkout);
    }

    private void measure(Checkout checkout) throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {'o', 'k'});
            exchange.close();
        });
        server.start();
        List<Process> watchdogs = new ArrayList<>();
        try {
            Process baseline = start(checkout, new Kind(BASELINE, "heartbeat: " + heartbeat, false));
            watchdogs.add(baseline);
            List<Kind> kinds = kinds(server.getAddress().getPort());
            for (Kind kind : kinds) {
                watchdogs.add(start(checkout, kind));
            }
            work(WARM_UP_TIME);
            List<Measured> before = new ArrayList<>();
            for (int index = 0; index < kinds.size(); index++) {
                before.add(read(kinds.get(index), watchdogs.get(index + 1)));
            }
            work(MEASURED);
            double memory = new MeasuredProcess(baseline.pid()).pssMegabytes();
            for (Measured start : before) {
                report(start, memory);
            }
        } finally {
            server.stop(0);
            stop(watchdogs);
        }
    }

    private List<Kind> kinds(int port) {
        List<Kind> kinds = new ArrayList<>(List.of(
                new Kind("http", "{http: {url: \"http://127.0.0.1:" + port + "/\", contains: ok, %s}}", false),
                new Kind("tcp", "{tcp: {address: \"127.0.0.1:" + port + "\", %s}}", false),
                new Kind("file_grows", "{file_grows: {path: " + growing + ", %s}}", false),
                new Kind("heartbeat", "{heartbeat: {path: " + heartbeat + ", %s}}", false),
                new Kind("command", "{command: {run: [/bin/true], %s}}", true)));
        kinds.add(new Kind(SYSTEMD, "{systemd: {unit: systemd-journald.service, %s}}", true));
        if (SystemctlStandIn.isNeeded()) {
            report.note("systemd: a stand-in answers, since this machine runs without it; its time is that of a shell"
                    + SystemctlStandIn.real()
                            .map(path -> " and of " + path + " --version")
                            .orElse(", without systemctl"));
        }
        return kinds;
    }

    private void report(Measured start, double baselineMemory) throws IOException {
        String name = start.kind().name();
        if (!start.watchdog().isAlive()) {
            throw new IOException("the watchdog has exited: see " + dir.resolve(name + "/watchdog.out"));
        }
        Measured end = read(start.kind(), start.watchdog());
        double rounds = MEASURED.toSeconds();
        double thread = (end.thread().cpuNanos() - start.thread().cpuNanos()) / 1e6 / rounds;
        double programs = (end.childSeconds() - start.childSeconds()) * 1e3 / rounds;
        String programsText = start.kind().startsProgram() ? "program: %.1f ms".formatted(programs) : "-";
        if (start.kind().startsProgram()) {
            report.row(name + ", CPU of the watchdog per round", "ms", programsText, thread);
        } else {
            report.row(name + ", CPU per round", "ms", MILLISECONDS_A_ROUND, programsText, thread);
        }
        double memory = new MeasuredProcess(start.watchdog().pid()).pssMegabytes() - baselineMemory;
        report.row(name + ", memory (PSS) that it adds", "MB", "-", memory);
    }

    private static Measured read(Kind kind, Process watchdog) throws IOException {
        return new Measured(
                kind,
                watchdog,
                ProbeThread.read(watchdog.pid()),
                new MeasuredProcess(watchdog.pid()).childCpuSeconds());
    }

    private Process start(Checkout checkout, Kind kind) throws IOException {
        Path folder = Files.createDirectories(dir.resolve(kind.name()));
        String shows = kind.name().equals(BASELINE)
                ? kind.section()
                : "liveness: " + kind.section().formatted("interval: 1s");
        String config = """
            watchdog:
              socket: %1$s/watchdog.sock
              state_dir: %1$s/state
              log_dir: %1$s/log
              stop_services_on_exit: true
              services:
                - name: app
                  actuator: process
                  command: [sleep, infinity]
                  %2$s
            """.formatted(folder, shows);
        Optional<Path> programs = kind.name().equals(SYSTEMD) && SystemctlStandIn.isNeeded()
                ? Optional.of(SystemctlStandIn.create(folder.resolve("programs")))
                : Optional.empty();
        return PackagedWatchdog.start(checkout, folder, config, programs);
    }

    /** What the probes watch: a file that grows, and a heartbeat. */
    private void work(Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        Path temporary = dir.resolve("heartbeat.tmp");
        while (System.nanoTime() < end) {
            Files.writeString(growing, "line\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Files.writeString(temporary, "{\"timestamp\":\"" + Instant.now() + "\",\"state\":\"ready\"}");
            Files.move(temporary, heartbeat, StandardCopyOption.REPLACE_EXISTING);
            TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
        }
    }

    private static void stop(List<Process> watchdogs) throws InterruptedException {
        watchdogs.forEach(Process::destroy);
        for (Process watchdog : watchdogs) {
            if (!watchdog.waitFor(30, TimeUnit.SECONDS)) {
                watchdog.destroyForcibly();
            }
        }
    }
}
