// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.scrape;

import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.metrics.Series;

/** Debian's Prometheus, which scrapes every page of a {@link PageServer} as a target of its own. */
final class PagePrometheus implements AutoCloseable {

    static final String CLIENT = "prometheus";

    private final Process process;
    private final int port;

    private PagePrometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it with this project's limits, and waits until it has scraped each page at least twice. */
    static PagePrometheus scrape(PageServer server, List<StrangePage> pages, ScrapeLimits limits, Path folder)
            throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path config = Files.writeString(folder.resolve("prometheus.yml"), config(server, pages, limits));
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.out").toFile())
                .start();
        PagePrometheus prometheus = new PagePrometheus(process, port);
        // The third request means that the second response was stored.
        await().until(() -> {
            for (int page = 0; page < pages.size(); page++) {
                if (server.requests(CLIENT, page) < 3) {
                    return false;
                }
            }
            return true;
        });
        return prometheus;
    }

    private static String config(PageServer server, List<StrangePage> pages, ScrapeLimits limits) {
        // Its limit of labels includes the name, job, instance and page. This project ignores timestamps.
        StringBuilder config =
                new StringBuilder("""
                    global: {scrape_interval: 1s, scrape_timeout: 1s}
                    scrape_configs:
                      - job_name: strange
                        honor_timestamps: false
                        sample_limit: %d
                        label_limit: %d
                        body_size_limit: %dB
                        static_configs:
                    """.formatted(limits.maxSamples(), limits.maxLabels() + 4, limits.maxBytes()));
        for (int page = 0; page < pages.size(); page++) {
            config.append("      - {targets: ['%s'], labels: {__metrics_path__: '%s', page: '%s'}}\n"
                    .formatted(
                            server.address(),
                            PageServer.path(CLIENT, page),
                            pages.get(page).name()));
        }
        return config.toString();
    }

    /** By the page's name. */
    Map<String, ScrapedPage> pages() throws Exception {
        Map<String, String> errors = new HashMap<>();
        for (Json target : get("/api/v1/targets?state=active").items("activeTargets")) {
            JsonObject active = (JsonObject) target;
            errors.put(
                    active.object("labels").orElseThrow().text("page").orElseThrow(),
                    active.text("lastError").orElse(""));
        }
        Map<String, TreeMap<String, Double>> samples = new HashMap<>();
        for (Json item : get("/api/v1/query?query=" + URLEncoder.encode("{job=\"strange\"}", StandardCharsets.UTF_8))
                .items("result")) {
            Map<String, String> labels = new TreeMap<>();
            ((JsonObject) item).object("metric").orElseThrow().members().forEach((label, value) -> {
                labels.put(label, ((JsonText) value).value());
            });
            JsonArray sample = (JsonArray) ((JsonObject) item).get("value").orElseThrow();
            String value = ((JsonText) sample.items().getLast()).value();
            String page = labels.getOrDefault("page", "");
            String name = labels.getOrDefault("__name__", "");
            labels.remove("__name__");
            samples.computeIfAbsent(page, _ -> new TreeMap<>())
                    .put(Series.of(name, labels).toString(), Double.parseDouble(value.replace("Inf", "Infinity")));
        }
        Map<String, ScrapedPage> pages = new HashMap<>();
        errors.forEach((page, error) ->
                pages.put(page, new ScrapedPage(error.isEmpty(), samples.getOrDefault(page, new TreeMap<>()), error)));
        return pages;
    }

    private JsonObject get(String path) throws Exception {
        try (InputStream response =
                URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            return Json.parseObject(new String(response.readAllBytes(), StandardCharsets.UTF_8))
                    .object("data")
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
