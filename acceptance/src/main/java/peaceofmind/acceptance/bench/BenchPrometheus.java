// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.heartbeat.json.JsonException;

/** Debian's Prometheus as a remote-write receiver on the loopback, which can be stopped and started again with its data. */
final class BenchPrometheus implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path dir;
    private final int port;
    private Process process;

    private BenchPrometheus(Path dir, int port) throws IOException {
        this.dir = dir;
        this.port = port;
        this.process = startProcess();
    }

    /** Starts it with an empty database that accepts samples up to a day late, and waits until it is ready. */
    static BenchPrometheus start(Path dir) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        Files.writeString(dir.resolve("prometheus.yml"), "storage: {tsdb: {out_of_order_time_window: 1d}}\n");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        BenchPrometheus server = new BenchPrometheus(dir, port);
        server.awaitReady();
        return server;
    }

    private Process startProcess() throws IOException {
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + dir.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + dir.resolve("tsdb"),
                        "--web.enable-remote-write-receiver",
                        "--web.enable-admin-api",
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dir.resolve("prometheus.out").toFile()))
                .start();
    }

    int port() {
        return port;
    }

    MeasuredProcess measured() {
        return new MeasuredProcess(process.pid());
    }

    /** Stops it as systemd does. */
    void stop() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("prometheus has not stopped within " + STOP_TIMEOUT.toSeconds() + " s");
        }
    }

    /** Starts it again with what it had stored, and waits until it is ready. */
    void startAgain() throws IOException, InterruptedException {
        process = startProcess();
        awaitReady();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - startedAt > START_TIMEOUT.toNanos()) {
                throw new IOException("prometheus does not start: see " + dir.resolve("prometheus.out"));
            }
            Clock.system().sleep(POLL_INTERVAL);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The vector that an expression has at a time: value by {@code instance}; with one element, by empty text. */
    Map<String, Double> query(String expression, Instant at) throws IOException, InterruptedException {
        HttpResponse<String> response = get("/api/v1/query?time=" + at.getEpochSecond() + "&query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        try {
            JsonObject body = Json.parseObject(response.body());
            Map<String, Double> values = new HashMap<>();
            for (Json item : body.object("data")
                    .map(data -> data.items("result"))
                    .orElseThrow(() -> new JsonException("no data"))) {
                if (item instanceof JsonObject element
                        && element.get("value").orElse(null) instanceof JsonArray value
                        && value.items().getLast() instanceof JsonText number) {
                    String instance = element.object("metric")
                            .flatMap(metric -> metric.text("instance"))
                            .orElse("");
                    values.put(instance, Double.parseDouble(number.value()));
                }
            }
            return values;
        } catch (JsonException unexpected) {
            throw new IOException(expression + ": " + response.body(), unexpected);
        }
    }

    /** The sum of a counter of its own, since the process started, over the series whose line contains all of these texts. */
    double ownCounter(String name, String... texts) throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Stream.of(texts).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Writes what is in its memory as a block, as it does every two hours, and returns the block's folder. */
    Path snapshot() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/api/v1/admin/tsdb/snapshot"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("no snapshot: " + response.body());
        }
        return dir.resolve("tsdb/snapshots");
    }

    /** Bytes of the write-ahead logs, which it reads when it starts. */
    long writeAheadBytes() throws IOException {
        return bytes(dir.resolve("tsdb/wal"), Optional.empty()) + bytes(dir.resolve("tsdb/wbl"), Optional.empty());
    }

    /** Bytes of the files in a folder; of those with this name, if one is given. */
    static long bytes(Path folder, Optional<String> parent) throws IOException {
        if (!Files.exists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                boolean isCounted = parent.isEmpty()
                        || file.getFileName().toString().equals(parent.get())
                        || requireNonNull(file.getParent())
                                .getFileName()
                                .toString()
                                .equals(parent.get());
                bytes += isCounted ? size(file) : 0;
            }
            return bytes;
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException removed) {
            return 0;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path)).timeout(Duration.ofMinutes(2)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.shutdownNow();
    }
}
