// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** Debian's Prometheus, which scrapes devices on this machine and has loaded the packaged rules. */
final class PrometheusServer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/prometheus");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final int port;
    private final Process process;

    private PrometheusServer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** @param scrapes items of {@code scrape_configs} */
    static PrometheusServer start(Path folder, int port, Path rules, String scrapes) throws IOException {
        Files.createDirectories(folder);
        Path config = Files.writeString(
                folder.resolve("prometheus.yml"),
                "global: {scrape_interval: 1s, evaluation_interval: 2s}\nrule_files: [" + rules + "]\nscrape_configs:\n"
                        + scrapes);
        Process process = new ProcessBuilder(List.of(
                        PROGRAM.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.out").toFile())
                .start();
        return new PrometheusServer(port, process);
    }

    /**
     * The series that an instant query returns.
     *
     * @throws IOException when it is not valid PromQL, or Prometheus does not respond
     */
    List<Json> query(String query) throws IOException, InterruptedException {
        JsonObject response = get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        if (!response.text("status").orElse("").equals("success")) {
            throw new IOException(query + ": " + response.toJson());
        }
        return response.object("data").map(data -> data.items("result")).orElse(List.of());
    }

    /** The groups of rules that it has loaded. */
    List<Json> ruleGroups() throws IOException, InterruptedException {
        return get("/api/v1/rules")
                .object("data")
                .map(data -> data.items("groups"))
                .orElse(List.of());
    }

    private JsonObject get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        try {
            return Json.parseObject(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (JsonException notYet) {
            throw new IOException(notYet);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
