// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;

/** Debian's Prometheus as a remote-write receiver that accepts samples up to two hours late. */
final class PrometheusProcess implements AutoCloseable {

    private final Process process;
    private final int port;

    private PrometheusProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static boolean isInstalled() {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, "prometheus"))) {
                return true;
            }
        }
        return false;
    }

    static PrometheusProcess start(Path folder) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path config = Files.writeString(
                folder.resolve("prometheus.yml"), "storage: {tsdb: {out_of_order_time_window: 2h}}\n");
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--web.enable-remote-write-receiver",
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.out").toFile())
                .start();
        PrometheusProcess prometheus = new PrometheusProcess(process, port);
        await().ignoreExceptions().until(() -> prometheus.get("/-/ready").contains("Ready"));
        return prometheus;
    }

    int port() {
        return port;
    }

    /** All samples of one series in the last two hours: value by time in milliseconds. */
    Map<Long, Double> samples(String selector) throws Exception {
        String response = get("/api/v1/query?query=" + encoded(selector + "[2h]"));
        TreeMap<Long, Double> samples = new TreeMap<>();
        JsonObject data = (JsonObject) Json.parseObject(response).get("data").orElseThrow();
        for (var series : data.items("result")) {
            for (var pair : ((JsonObject) series).items("values")) {
                JsonArray sample = (JsonArray) pair;
                double seconds = Double.parseDouble(((JsonNumber) sample.items().getFirst()).literal());
                String text = ((JsonText) sample.items().getLast()).value();
                double value = Double.parseDouble(text.replace("Inf", "Infinity"));
                if (samples.put(Math.round(seconds * 1000), value) != null) {
                    throw new IOException("duplicate sample at " + seconds);
                }
            }
        }
        return samples;
    }

    /** Answer to an instant query: one item a series. */
    List<Json> query(String expression) throws Exception {
        return result("/api/v1/query?query=" + encoded(expression));
    }

    /** Answer to a range query: one item a series, its {@code values} one for each step that has any. */
    List<Json> queryRange(String expression, Instant start, Instant end, Duration step) throws Exception {
        return result("/api/v1/query_range?query=" + encoded(expression) + "&start=" + start.getEpochSecond() + "&end="
                + end.getEpochSecond() + "&step=" + step.toSeconds());
    }

    private List<Json> result(String path) throws Exception {
        return Json.parseObject(get(path)).object("data").orElseThrow().items("result");
    }

    private static String encoded(String expression) {
        return URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    private String get(String path) throws IOException {
        try (InputStream response =
                URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            return new String(response.readAllBytes(), StandardCharsets.UTF_8);
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
