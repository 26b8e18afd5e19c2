// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.heartbeat.json.JsonException;

/** A Loki in memory that enforces the real one's default limits, as observed on Loki 3.7. */
public final class FakeLoki implements AutoCloseable {

    /** A stored line. */
    record Line(Map<String, String> labels, long nanos, String text) {}

    private final HttpServer server;
    private final Supplier<Instant> clock;
    private final Map<Map<String, String>, Long> newest = new HashMap<>();
    private final Map<Line, Integer> lines = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<String> rejections = Collections.synchronizedList(new ArrayList<>());
    /** Responds with this status and stores nothing; 0 for normal operation. */
    private volatile int failureStatus;

    private volatile String retryAfter = "";
    private volatile String contentType = "";
    private volatile int maxBodyBytes = Integer.MAX_VALUE;
    private volatile int maxBurstLines = Integer.MAX_VALUE;
    private volatile String poison = "";

    public FakeLoki(Supplier<Instant> clock) throws IOException {
        this(clock, 0);
    }

    public FakeLoki(Supplier<Instant> clock, int port) throws IOException {
        this.clock = clock;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/loki/api/v1/push", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port() + "/loki/api/v1/push");
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Responds with 413 to larger bodies, as a proxy in front of Loki does. */
    void limitBodyBytes(int bytes) {
        maxBodyBytes = bytes;
    }

    void failWith(int status, String retryAfterHeader, String newContentType) {
        contentType = newContentType;
        failWith(status, retryAfterHeader);
    }

    /** Responds with 429 to requests with more lines than that, whenever they come: a burst limit that is smaller than a batch. */
    void limitBurst(int lines) {
        maxBurstLines = lines;
    }

    /** Rejects whole requests in which the text occurs, as Loki does when it cannot parse an entry. */
    void rejectRequestsWith(String text) {
        poison = text;
    }

    public void failWith(int status, String retryAfterHeader) {
        retryAfter = retryAfterHeader;
        failureStatus = status;
    }

    /** Stored lines in order of arrival, without duplicates. */
    List<Line> lines() {
        synchronized (lines) {
            return List.copyOf(lines.keySet());
        }
    }

    public List<String> texts() {
        return lines().stream().map(Line::text).toList();
    }

    /** How many lines arrived more than once, with the same time and text. */
    long duplicates() {
        synchronized (lines) {
            return lines.values().stream().filter(times -> times > 1).count();
        }
    }

    public List<String> rejections() {
        return List.copyOf(rejections);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            if (sent.length > maxBodyBytes) {
                exchange.sendResponseHeaders(413, -1);
                return;
            }
            byte[] body = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                    ? new GZIPInputStream(new ByteArrayInputStream(sent)).readAllBytes()
                    : sent;
            if (failureStatus != 0) {
                if (!contentType.isEmpty()) {
                    exchange.getResponseHeaders().set("Content-Type", contentType);
                }
                if (!retryAfter.isEmpty()) {
                    exchange.getResponseHeaders().set("Retry-After", retryAfter);
                }
                exchange.sendResponseHeaders(failureStatus, -1);
                return;
            }
            String text = new String(body, StandardCharsets.UTF_8);
            if (lineCount(text) > maxBurstLines) {
                exchange.sendResponseHeaders(429, -1);
                return;
            }
            String problem = !poison.isEmpty() && text.contains(poison) ? "cannot parse an entry" : push(text);
            if (problem.isEmpty()) {
                exchange.sendResponseHeaders(204, -1);
            } else {
                rejections.add(problem);
                byte[] reason = problem.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(400, reason.length);
                exchange.getResponseBody().write(reason);
            }
        }
    }

    private static long lineCount(String body) {
        try {
            return Json.parseObject(body).items("streams").stream()
                    .mapToLong(stream -> stream instanceof JsonObject object
                            ? object.items("values").size()
                            : 0)
                    .sum();
        } catch (JsonException malformed) {
            return 0;
        }
    }

    /** Stores valid lines and returns the last problem, as the real one does. */
    synchronized String push(String body) {
        try {
            String problem = "";
            for (Json stream : Json.parseObject(body).items("streams")) {
                problem =
                        stream instanceof JsonObject object ? pushStream(object, problem) : "a stream is not an object";
            }
            return problem;
        } catch (JsonException malformed) {
            return "not JSON: " + malformed.getMessage();
        }
    }

    private String pushStream(JsonObject stream, String earlierProblem) {
        Map<String, String> labels = new HashMap<>();
        stream.object("stream")
                .ifPresent(all -> all.members()
                        .forEach(
                                (name, value) -> labels.put(name, value instanceof JsonText text ? text.value() : "")));
        if (labels.isEmpty() || labels.size() > 15) {
            return "entry has " + labels.size() + " labels";
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            if (!label.getKey().matches("[a-zA-Z_][a-zA-Z0-9_]*")
                    || label.getValue().getBytes(StandardCharsets.UTF_8).length > 2048) {
                return "label " + label.getKey() + " is malformed or too long";
            }
        }
        String problem = earlierProblem;
        for (Json value : stream.items("values")) {
            if (value instanceof JsonArray pair
                    && pair.items().size() == 2
                    && pair.items().get(0) instanceof JsonText time
                    && pair.items().get(1) instanceof JsonText text) {
                String rejection = storeLine(labels, Long.parseLong(time.value()), text.value());
                problem = rejection.isEmpty() ? problem : rejection;
            } else {
                problem = "a value is not a pair of strings";
            }
        }
        return problem;
    }

    private String storeLine(Map<String, String> labels, long nanos, String text) {
        long nowNanos = LokiLimits.nanos(clock.get());
        long newestNanos = newest.getOrDefault(labels, Long.MIN_VALUE / 2);
        if (text.getBytes(StandardCharsets.UTF_8).length > 256 * 1024) {
            return "max entry size exceeded";
        } else if (nanos < nowNanos - Duration.ofDays(7).toNanos()) {
            return "entry has timestamp too old";
        } else if (nanos > nowNanos + Duration.ofMinutes(10).toNanos()) {
            return "entry has timestamp too new";
        } else if (nanos < newestNanos - Duration.ofHours(1).toNanos()) {
            return "entry too far behind";
        }
        newest.put(labels, Math.max(newestNanos, nanos));
        lines.merge(new Line(labels, nanos, text), 1, Integer::sum);
        return "";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
