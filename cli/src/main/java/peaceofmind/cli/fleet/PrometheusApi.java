// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peaceofmind.cli.fleet.inventory.PrometheusConfig;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.foundation.http.CertificateAuthority;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.heartbeat.json.JsonException;

/**
 * Instant queries to a server with Prometheus' HTTP API (prometheus.io/docs/prometheus/latest/querying/api). Redirects are not followed:
 * the credentials are for this server only.
 */
final class PrometheusApi implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Ten thousand devices with a few alerts each take 10 MB. */
    private static final int MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

    private static final int MAX_SHOWN_CHARS = 300;

    private final PrometheusConfig config;
    private final HttpClient http;

    /** One element of a vector. */
    record Element(Map<String, String> labels, double value) {

        /** The label's value; empty text when it has none, as in PromQL. */
        String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    PrometheusApi(PrometheusConfig config) throws IOException {
        this.config = config;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (config.caFile().isPresent()) {
            builder.sslContext(CertificateAuthority.context(config.caFile().get()));
        }
        http = builder.build();
    }

    /**
     * The vector that an expression has now.
     *
     * @throws CommandFailedException with what to do about it
     */
    List<Element> query(String expression) throws CommandFailedException {
        CompletableFuture<HttpResponse<byte[]>> pending;
        try {
            pending = http.sendAsync(
                    request(expression),
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_RESPONSE_BYTES));
        } catch (IOException unusable) {
            throw failure("is not queried: " + ErrorText.of(unusable));
        }
        try {
            // The request's own timeout ends with the first byte.
            HttpResponse<byte[]> response = pending.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return vector(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
        } catch (ExecutionException failed) {
            throw failure(
                    "does not respond (" + ErrorText.of(failed.getCause() == null ? failed : failed.getCause()) + ")");
        } catch (TimeoutException late) {
            pending.cancel(true);
            throw failure("has not responded within " + HumanFormat.duration(config.timeout())
                    + "; fleet.prometheus.timeout is the limit");
        } catch (InterruptedException interrupted) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw failure("was not waited for: interrupted");
        }
    }

    private HttpRequest request(String expression) throws IOException {
        // Posted: an expression with the names of many devices is too long for a URL.
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(config.url() + "/api/v1/query"))
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)));
        config.credentials()
                .authorizationHeader(config.url())
                .ifPresent(value -> request.header("Authorization", value));
        config.tenant().ifPresent(tenant -> request.header("X-Scope-OrgID", tenant));
        return request.build();
    }

    private List<Element> vector(int status, String body) throws CommandFailedException {
        switch (status) {
            case 401, 403 -> throw failure("refuses " + config.credentials().description() + " (" + status + ")");
            case 301, 302, 307, 308 ->
                throw failure("redirects (" + status + "), which is not followed: set the URL that it redirects to");
            case 404 ->
                throw failure("has no /api/v1/query (404): is fleet.prometheus.url the server's, with its path?");
            default -> {
                // Prometheus says in the body what it dislikes about a query, with 400 or 422.
            }
        }
        try {
            JsonObject json = Json.parseObject(body);
            if (!json.text("status").orElse("").equals("success")) {
                throw failure("refuses a query (" + status + "): "
                        + shortened(json.text("error").orElse("it gives no reason")));
            }
            List<Element> vector = new ArrayList<>();
            for (Json item :
                    json.object("data").map(data -> data.items("result")).orElse(List.of())) {
                vector.add(element(item));
            }
            return vector;
        } catch (JsonException | NumberFormatException malformed) {
            throw failure("does not respond as Prometheus does (" + status + ": " + shortened(body) + ")");
        }
    }

    private static Element element(Json item) throws JsonException {
        if (item instanceof JsonObject object
                && object.members().get("metric") instanceof JsonObject metric
                && object.members().get("value") instanceof JsonArray value
                && value.items().size() == 2
                && value.items().get(1) instanceof JsonText number) {
            Map<String, String> labels = new TreeMap<>();
            metric.members().forEach((name, label) -> {
                if (label instanceof JsonText text) {
                    labels.put(name, text.value());
                }
            });
            return new Element(labels, parse(number.value()));
        }
        throw new JsonException("not an element of a vector");
    }

    private static double parse(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_SHOWN_CHARS ? line : line.substring(0, MAX_SHOWN_CHARS) + " …";
    }

    private CommandFailedException failure(String what) {
        return new CommandFailedException(config.url() + " " + what + ".");
    }

    /** Does not wait for a server that still sends. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
