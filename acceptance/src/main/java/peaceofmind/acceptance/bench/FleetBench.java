// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;

/**
 * Many devices' real shipping code in this process, against Debian's Prometheus on the loopback: an outage for all, the reconnecting, a
 * third with wrong clocks, a tenth with links that flap, and names that two devices have. Each sample must be stored once.
 */
final class FleetBench implements AutoCloseable {

    /** Shares of the run. */
    private static final double STEADY = 0.2;

    private static final double OUTAGE = 0.3;
    private static final double RECONNECTED = 0.25;
    private static final double FLAPPING = 0.2;
    private static final double CALM = 0.05;
    private static final int CUTS = 3;

    private static final int COLLECTING_THREADS = 2;
    private static final int DEVICES_PER_DUPLICATE = 50;

    /** The delay between retries grows to two minutes. */
    private static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(10);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final int MAX_SHOWN = 5;

    private final FleetBenchOptions options;
    private final BenchReport report;
    private final Path dir;
    private final BenchPrometheus server;
    private final SampleLedger ledger = new SampleLedger();
    private final List<BenchDevice> devices = new ArrayList<>();
    private final ScheduledExecutorService collecting = Executors.newScheduledThreadPool(COLLECTING_THREADS);
    private double refusedBeforeRestart;
    private double cpuSecondsBeforeRestart;

    private FleetBench(FleetBenchOptions options, BenchPrometheus server, Path dir, BenchReport report) {
        this.options = options;
        this.server = server;
        this.dir = dir;
        this.report = report;
    }

    static void run(FleetBenchOptions options, Path dir, BenchReport report)
            throws IOException, InterruptedException, ConfigException {
        // Otherwise the JDK closes most connections after each request, because the devices share this process.
        System.setProperty("http.maxConnections", Integer.toString(options.devices()));
        try (BenchPrometheus server = BenchPrometheus.start(dir.resolve("server"));
                FleetBench bench = new FleetBench(options, server, dir, report)) {
            bench.run();
        }
    }

    private void run() throws IOException, InterruptedException, ConfigException {
        Duration interval = options.interval();
        report.heading("Fleet of %d devices, %d minute(s), %d series each, every %d s; outage of %d s"
                .formatted(
                        options.devices(),
                        options.length().toMinutes(),
                        BenchDevice.SERIES,
                        interval.toSeconds(),
                        share(OUTAGE).toSeconds()));
        double emptyMegabytes = server.measured().pssMegabytes();
        Instant start = Clock.system().now();
        startDevices(interval);
        Clock.system().sleep(share(STEADY));
        outage();
        reconnect();
        flap();
        Clock.system().sleep(share(CALM));
        FleetStatusRuns.measure(dir, server.port(), ledger.devices(), report);
        collecting.shutdown();
        if (!collecting.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IOException("the devices have not finished collecting");
        }
        double seconds = Duration.between(start, Clock.system().now()).toMillis() / 1e3;
        awaitPending(0);
        report.row("samples stored a second, average", "/s", "-", ledger.samples() / seconds);
        measureServer(emptyMegabytes, seconds);
        verify(start);
    }

    private Duration share(double share) {
        return Duration.ofMillis(Math.round(options.length().toMillis() * share));
    }

    private void startDevices(Duration interval) throws IOException, ConfigException {
        int count = options.devices();
        int duplicates = count < 10 ? 0 : Math.max(1, count / DEVICES_PER_DUPLICATE);
        for (int number = 0; number < count; number++) {
            // Of the last ones each third, whose clock is right, has the name of a device with the right time.
            boolean isSecondOfName = number >= count - 3 * duplicates && number % 3 == 1;
            int named = isSecondOfName ? 3 * ((number - count + 3 * duplicates) / 3) + 2 : number;
            BenchDevice device = BenchDevice.start(
                    number,
                    "fleet-%05d".formatted(named),
                    isSecondOfName,
                    interval,
                    server.port(),
                    dir.resolve("spool/" + number),
                    ledger);
            devices.add(device);
            long delayMillis = interval.toMillis() * number / count;
            // Never twice at once: on a busy machine a fixed rate would catch up with what it has missed.
            var _ = collecting.scheduleWithFixedDelay(
                    device::collect, delayMillis, interval.toMillis(), TimeUnit.MILLISECONDS);
        }
        report.note(
                ("%d with wrong clocks (years behind, an hour ahead, 90 s behind), %d behind a link that is cut %d times,"
                                + " %d with the name of another")
                        .formatted((count + 2) / 3, links().size(), CUTS, duplicates));
    }

    private List<FlappingLink> links() {
        return devices.stream().map(BenchDevice::link).flatMap(Optional::stream).toList();
    }

    /** The server is away for all; half-way through, wrong clocks are set. */
    private void outage() throws IOException, InterruptedException {
        refusedBeforeRestart = refusedRequests();
        cpuSecondsBeforeRestart = server.measured().cpuSeconds();
        server.stop();
        Clock.system().sleep(share(OUTAGE / 2));
        devices.forEach(BenchDevice::setClock);
        Clock.system().sleep(share(OUTAGE / 2));
        server.startAgain();
    }

    private void reconnect() throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        double storedAtStart = server.ownCounter("prometheus_tsdb_head_samples_appended_total");
        // A round can be waiting to be sent at any time, and another one can have joined it.
        double[] drained = awaitPending(2L * BenchDevice.SERIES);
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        double stored = server.ownCounter("prometheus_tsdb_head_samples_appended_total") - storedAtStart;
        report.row("outage over until a device has delivered", "s", "retries at most 2 min apart", drained);
        report.row("samples stored a second meanwhile", "/s", "-", stored / seconds);
        Duration left = share(RECONNECTED).minus(Duration.ofMillis((long) (seconds * 1e3)));
        if (left.isPositive()) {
            Clock.system().sleep(left);
        }
    }

    private void flap() throws InterruptedException {
        for (int cut = 0; cut < CUTS; cut++) {
            links().forEach(FlappingLink::cut);
            Clock.system().sleep(share(FLAPPING / CUTS / 2));
            links().forEach(FlappingLink::restore);
            Clock.system().sleep(share(FLAPPING / CUTS / 2));
        }
    }

    /** Waits until no device has more undelivered samples than this; returns after how many seconds each had come to it. */
    private double[] awaitPending(long samples) throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        List<BenchDevice> waiting = new ArrayList<>(devices);
        List<Double> seconds = new ArrayList<>();
        while (!waiting.isEmpty()) {
            double now = (System.nanoTime() - startedAt) / 1e9;
            int before = waiting.size();
            waiting.removeIf(device -> device.pendingSamples() <= samples);
            for (int removed = waiting.size(); removed < before; removed++) {
                seconds.add(now);
            }
            if (now > DRAIN_TIMEOUT.toSeconds()) {
                throw new IOException(waiting.size() + " devices have not delivered their samples within "
                        + DRAIN_TIMEOUT.toMinutes() + " minutes, such as "
                        + waiting.getFirst().name());
            }
            Clock.system().sleep(POLL_INTERVAL);
        }
        return seconds.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double refusedRequests() throws IOException, InterruptedException {
        String name = "prometheus_http_requests_total";
        String handler = "handler=\"/api/v1/write\"";
        return server.ownCounter(name, handler) - server.ownCounter(name, handler, "code=\"2");
    }

    private void measureServer(double emptyMegabytes, double seconds) throws IOException, InterruptedException {
        report.row("requests refused by the server", "", "-", refusedBeforeRestart + refusedRequests());
        report.row("attempts repeated by devices", "", "outage and cuts", sum("peace_ship_failures_total"));
        double megabytes = server.measured().pssMegabytes();
        report.row("memory of the server", "MB", "empty: %.0f".formatted(emptyMegabytes), megabytes);
        report.row("memory of the server per device", "MB", "-", (megabytes - emptyMegabytes) / options.devices());
        report.row(
                "processor of the server, share of one",
                "%",
                "-",
                100 * (cpuSecondsBeforeRestart + server.measured().cpuSeconds()) / seconds);
        Path block = server.snapshot();
        double samples = ledger.samples();
        double series = (double) ledger.devices().size() * BenchDevice.SERIES;
        double chunkBytes = BenchPrometheus.bytes(block, Optional.of("chunks")) / samples;
        double indexBytes = BenchPrometheus.bytes(block, Optional.of("index")) / series;
        report.row("disk: a sample in a block", "B", "-", chunkBytes);
        report.row("disk: a series in a block's index", "B", "-", indexBytes);
        report.row("disk: a sample in write-ahead logs", "B", "kept for 2 to 3 h", server.writeAheadBytes() / samples);
        double perDay = BenchDevice.SERIES * (Duration.ofDays(1).toMinutes() * chunkBytes + 12 * indexBytes);
        report.row(
                "disk of the server per device and day",
                "MB",
                "calculated: a sample a minute, 12 blocks",
                perDay / 1e6);
    }

    private double sum(String metric) {
        return devices.stream().mapToDouble(device -> device.sum(metric)).sum();
    }

    /** @throws IOException unless each sample is stored once */
    private void verify(Instant start) throws IOException, InterruptedException {
        // With a margin for clocks that are behind.
        Instant end = Clock.system().now().plus(Duration.ofMinutes(5));
        long rangeSeconds = Duration.between(start, end).plusMinutes(5).toSeconds();
        StoredSamples stored = new StoredSamples(server, end, rangeSeconds);
        List<String> differences = ledger.compare(stored.counts(), stored.sums());
        double dropped = sum("peace_ship_dropped_total");
        report.row("samples dropped by devices", "", Budget.alwaysAtMost(0), "-", dropped);
        report.row("devices with missing or extra samples", "", Budget.alwaysAtMost(0), "-", differences.size());
        if (!differences.isEmpty() || dropped > 0) {
            throw new IOException("not each sample was stored once: "
                    + differences.stream().limit(MAX_SHOWN).collect(Collectors.joining("; ")));
        }
        report.note("each of " + ledger.samples() + " samples is stored once, with its value");
    }

    @Override
    public void close() {
        collecting.shutdownNow();
        devices.forEach(BenchDevice::close);
    }
}
