// SPDX-License-Identifier: Apache-2.0
package peaceofmind.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * ntfy on the loopback interface, by its published rules: topics are published to and read as a JSON stream, tokens decide who may;
 * and the phone, which executes the actions of a message. The topic {@link #ALERTS} is read by the phone, {@link #COMMANDS} by the device.
 */
public final class NtfyServer implements AutoCloseable {

    public static final String ALERTS = "gym-alerts";
    public static final String COMMANDS = "gym-commands";

    /** Of the device: it may write alerts and read commands. */
    public static final String DEVICE_TOKEN = "tk_abcdefghijklmnopqrstuvwxyz012";

    /** Of the buttons: they may write commands. */
    public static final String BUTTON_TOKEN = "tk_buttonsbuttonsbuttonsbuttons1";

    private static final int MAX_MESSAGE_BYTES = 4096;
    private static final int MAX_ACTIONS = 3;

    /** What a token may do: {@code write:TOPIC} or {@code read:TOPIC}. */
    private static final Map<String, Set<String>> RIGHTS = Map.of(
            DEVICE_TOKEN, Set.of("write:" + ALERTS, "read:" + COMMANDS), BUTTON_TOKEN, Set.of("write:" + COMMANDS));

    /** A message of a topic. */
    public record Published(String id, String title, String message, List<JsonObject> actions) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, List<Published>> topics = new ConcurrentHashMap<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<String> subscriptions = new CopyOnWriteArrayList<>();
    private long nextId;
    private long streamGeneration;
    private boolean closed;

    private NtfyServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Starts at any free port. */
    public static NtfyServer start() throws IOException {
        return new NtfyServer();
    }

    public String url(String topic) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + topic;
    }

    /** What was published, oldest first. */
    public List<Published> messages(String topic) {
        return List.copyOf(topic(topic));
    }

    private List<Published> topic(String topic) {
        return topics.computeIfAbsent(topic, _ -> new CopyOnWriteArrayList<>());
    }

    /** What the rules do not allow. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** The query of every stream that was opened. */
    public List<String> subscriptions() {
        return List.copyOf(subscriptions);
    }

    /** Ends every open stream. */
    public synchronized void endStreams() {
        streamGeneration++;
        notifyAll();
    }

    /** The phone executes a message's action as it is described there; returns the status of the response. */
    public int press(Published message, String label) throws IOException, InterruptedException {
        JsonObject action = message.actions().stream()
                .filter(one -> one.text("label").equals(Optional.of(label)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no button \"" + label + "\" in " + message));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(action.text("url").orElseThrow()))
                .method(
                        action.text("method").orElse("POST"),
                        HttpRequest.BodyPublishers.ofString(action.text("body").orElse("")));
        action.object("headers")
                .ifPresent(headers -> headers.members()
                        .keySet()
                        .forEach(name -> request.header(name, headers.text(name).orElse(""))));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    /** Somebody publishes this, with the right to. */
    public void publish(String topic, String message) {
        add(topic, "", message, List.of());
    }

    private synchronized Published add(String topic, String title, String message, List<JsonObject> actions) {
        Published published = new Published("m%08d".formatted(++nextId), title, message, actions);
        topic(topic).add(published);
        notifyAll();
        return published;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(1);
            if (exchange.getRequestMethod().equals("GET") && path.endsWith("/json")) {
                stream(exchange, path.substring(0, path.length() - "/json".length()));
            } else if (path.matches("[A-Za-z0-9_-]{1,64}")
                    && Set.of("POST", "PUT").contains(exchange.getRequestMethod())) {
                publish(exchange, path);
            } else {
                respond(exchange, 404, error(40401, 404, "page not found"));
            }
        }
    }

    private static boolean isAllowed(HttpExchange exchange, String right) {
        String header = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        String token = header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : "";
        return RIGHTS.getOrDefault(token, Set.of()).contains(right);
    }

    private void publish(HttpExchange exchange, String topic) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!isAllowed(exchange, "write:" + topic)) {
            respond(exchange, 403, error(40301, 403, "forbidden"));
            return;
        } else if (body.length > MAX_MESSAGE_BYTES) {
            violations.add("message of " + body.length + " bytes");
        }
        List<JsonObject> actions = new ArrayList<>();
        String header = exchange.getRequestHeaders().getFirst("Actions");
        if (header != null) {
            Optional<String> problem = parseActions(header, actions);
            if (problem.isPresent()) {
                violations.add(problem.get());
                respond(exchange, 400, error(40018, 400, "invalid request: actions invalid; " + problem.get()));
                return;
            }
        }
        Published published = add(
                topic,
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Title"))
                        .orElse(""),
                new String(body, StandardCharsets.UTF_8),
                actions);
        respond(exchange, 200, line(topic, published));
    }

    private static Optional<String> parseActions(String header, List<JsonObject> actions) {
        List<Json> items;
        try {
            items = Json.parseObject("{\"items\":" + header + "}").items("items");
        } catch (JsonException malformed) {
            return Optional.of("not JSON");
        }
        if (items.isEmpty() || items.size() > MAX_ACTIONS) {
            return Optional.of("only up to " + MAX_ACTIONS + " actions allowed");
        }
        for (Json item : items) {
            if (!(item instanceof JsonObject action)) {
                return Optional.of("an action must be an object");
            }
            boolean isComplete = action.text("action").equals(Optional.of("http"))
                    && action.text("label").filter(label -> !label.isBlank()).isPresent()
                    && action.text("url")
                            .filter(url -> url.matches("https?://.+"))
                            .isPresent()
                    && action.text("method").orElse("POST").matches("GET|POST|PUT|DELETE");
            if (!isComplete) {
                return Optional.of("parameter 'action', 'label', 'url' or 'method' is invalid");
            }
            actions.add(action);
        }
        return Optional.empty();
    }

    private void stream(HttpExchange exchange, String topic) throws IOException {
        if (!isAllowed(exchange, "read:" + topic)) {
            respond(exchange, 403, error(40301, 403, "forbidden"));
            return;
        }
        String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        subscriptions.add(query);
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        send(
                out,
                Json.object()
                        .put("id", "open1")
                        .put("time", 1L)
                        .put("event", "open")
                        .put("topic", topic)
                        .build());
        int position = position(topic, query.replaceFirst("^since=", ""));
        long closedBefore = closedConnections();
        for (Optional<Published> next = await(topic, position, closedBefore);
                next.isPresent();
                next = await(topic, position, closedBefore)) {
            send(out, line(topic, next.get()));
            position++;
        }
    }

    private synchronized long closedConnections() {
        return streamGeneration;
    }

    /** After a known id, or everything that is cached. */
    private int position(String topic, String since) {
        List<Published> published = topic(topic);
        for (int i = 0; i < published.size(); i++) {
            if (published.get(i).id().equals(since)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** The next message; empty when the stream is over. */
    private synchronized Optional<Published> await(String topic, int position, long closedBefore) {
        while (topic(topic).size() <= position) {
            if (closed || streamGeneration != closedBefore) {
                return Optional.empty();
            }
            try {
                wait();
            } catch (InterruptedException stopped) {
                return Optional.empty();
            }
        }
        return Optional.of(topic(topic).get(position));
    }

    private static JsonObject line(String topic, Published message) {
        return Json.object()
                .put("id", message.id())
                .put("time", 1_795_000_000L)
                .put("event", "message")
                .put("topic", topic)
                .put("message", message.message())
                .build();
    }

    private static JsonObject error(long code, long http, String error) {
        return Json.object()
                .put("code", code)
                .put("http", http)
                .put("error", error)
                .build();
    }

    private static void send(OutputStream out, JsonObject json) throws IOException {
        out.write((json.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void respond(HttpExchange exchange, int status, JsonObject json) throws IOException {
        byte[] bytes = (json.toJson() + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
