// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import peaceofmind.exporter.scrape.ScrapeTargetConfig;
import peaceofmind.exporter.scrape.Scraper;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.foundation.time.Clock;
import peaceofmind.shipping.logs.LogShipper;
import peaceofmind.shipping.logs.LogShippingCollector;
import peaceofmind.shipping.logs.LogsDestinationConfig;

/** The cost of shipping logs from a file to a receiver that accepts everything, and of scraping another program. */
final class LogsBench {

    private static final int ROUNDS = 5;
    private static final int LINES = 100_000;
    private static final int SAMPLES = 5_000;
    private static final int SCRAPES = 10;
    private static final DeviceConfig DEVICE = new DeviceConfig("bench", "", "");

    private LogsBench() {}

    static void run(Path dir, BenchReport report) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicLong received = new AtomicLong();
        AtomicLong scraped = new AtomicLong();
        byte[] metrics = metrics();
        server.createContext("/push", exchange -> receive(exchange, received));
        server.createContext("/metrics", exchange -> {
            scraped.incrementAndGet();
            respond(exchange, metrics);
        });
        server.start();
        try {
            ship(dir, server.getAddress().getPort(), received, report);
            scrape(server.getAddress().getPort(), scraped, report);
        } finally {
            server.stop(0);
        }
    }

    private static void ship(Path dir, int port, AtomicLong received, BenchReport report)
            throws IOException, InterruptedException {
        Path log = Files.writeString(dir.resolve("bench.log"), "");
        List<LogsDestinationConfig> configs = LogsDestinationConfig.readAll(document("""
                ship:
                  logs:
                    - {url: "http://127.0.0.1:%d/push", files: [%s], batch_wait: 100ms}
                """.formatted(port, log)));
        double[] perSecond = new double[ROUNDS];
        double[] cpuMillis = new double[ROUNDS];
        try (LogShipper shipper = LogShipper.start(
                configs,
                DEVICE,
                dir,
                Clock.system(),
                message -> System.err.println(message),
                message -> System.err.println(message))) {
            Clock.system().sleep(Duration.ofSeconds(3));
            String lines = lines();
            LogShippingCollector collector = new LogShippingCollector(shipper);
            for (int round = -1; round < ROUNDS; round++) {
                double target = sentLines(collector) + LINES;
                double before = MeasuredProcess.self().cpuSeconds();
                long startedAt = System.nanoTime();
                Files.writeString(log, lines, StandardOpenOption.APPEND);
                while (sentLines(collector) < target) {
                    Clock.system().sleep(Duration.ofMillis(20));
                }
                if (round >= 0) {
                    perSecond[round] = LINES / ((System.nanoTime() - startedAt) / 1e9);
                    cpuMillis[round] = (MeasuredProcess.self().cpuSeconds() - before) * 1000 / (LINES / 1000.0);
                }
            }
        }
        report.heading(
                "Shipping logs from a file to a receiver on this machine, " + LINES + " lines of 100 characters");
        report.row("lines per second", "1/s", "-", perSecond);
        report.row("CPU per 1,000 lines", "ms", "-", cpuMillis);
        report.note("compressed bytes sent per line: " + received.get() / ((ROUNDS + 1L) * LINES) + "."
                + received.get() * 10 / ((ROUNDS + 1L) * LINES) % 10);
    }

    private static void scrape(int port, AtomicLong scraped, BenchReport report)
            throws IOException, InterruptedException {
        List<ScrapeTargetConfig> targets = ScrapeTargetConfig.readAll(document("""
                scrape:
                  targets:
                    - {url: "http://127.0.0.1:%d/metrics", interval: 1s}
                """.formatted(port)));
        double[] millis = new double[ROUNDS];
        try (Scraper scraper =
                Scraper.start(targets, "bench", Clock.system(), message -> System.err.println(message))) {
            for (int round = -1; round < ROUNDS; round++) {
                double before = MeasuredProcess.self().cpuSeconds();
                long target = scraped.get() + SCRAPES;
                while (scraped.get() < target) {
                    Clock.system().sleep(Duration.ofMillis(20));
                }
                if (round >= 0) {
                    millis[round] = (MeasuredProcess.self().cpuSeconds() - before) * 1000 / SCRAPES;
                }
            }
            report.heading(
                    "Scraping another program with " + SAMPLES + " samples (including the cost of that program)");
            report.row("CPU per scrape", "ms", "-", millis);
            report.note("families in the batch: "
                    + scraper.collect().targets().getFirst().families().size());
        }
    }

    private static double sentLines(LogShippingCollector collector) {
        return collector.collect().families().getFirst().samples().getFirst().value();
    }

    private static String lines() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            String line = "2026-11-25 08:00:00 INFO uploaded recording_" + i + ".mp4 size=" + i * 7919L % 100_000_007;
            text.append(line)
                    .append(" ".repeat(Math.max(0, 99 - line.length())))
                    .append('\n');
        }
        return text.toString();
    }

    private static byte[] metrics() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < SAMPLES / 10; i++) {
            text.append("# HELP metric_")
                    .append(i)
                    .append(" Something.\n# TYPE metric_")
                    .append(i)
                    .append(" gauge\n");
            for (int j = 0; j < 10; j++) {
                text.append("metric_")
                        .append(i)
                        .append("{device=\"disk")
                        .append(j)
                        .append("\",mode=\"user\"} ");
                text.append(i * 1.25e7 + j).append('\n');
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void receive(HttpExchange exchange, AtomicLong received) throws IOException {
        try (exchange) {
            received.addAndGet(exchange.getRequestBody().readAllBytes().length);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private static void respond(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static ConfigDocument document(String text) throws IOException {
        try {
            return ConfigDocument.parse("bench", text);
        } catch (ConfigException invalidConfig) {
            throw new IOException(invalidConfig.getMessage(), invalidConfig);
        }
    }
}
