// SPDX-License-Identifier: Apache-2.0
package peaceofmind.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service that expects pings, on the loopback interface, with the rules that Healthchecks (its pinging API) and Uptime Kuma (its push
 * monitor) publish; and the ways in which such a service fails.
 */
public final class PingServer implements AutoCloseable {

    /** Path of a check of Healthchecks. */
    public static final String CHECK = "/ping/5f1c9a0e-7d0b-4d3a-9c55-0c8e0a1b2c3d";

    /** Path of a check that was deleted. */
    public static final String DELETED_CHECK = "/ping/00000000-7d0b-4d3a-9c55-0c8e0a1b2c3d";

    /** Path of a monitor of Uptime Kuma. */
    public static final String MONITOR = "/api/push/Ab12Cd34Ef";

    private static final Pattern HEALTHCHECKS = Pattern.compile(
            "(/ping/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:/(start|fail|log|\\d{1,3}))?");

    private static final int MAX_BODY_BYTES = 100_000;
    private static final int MAX_EXIT_STATUS = 255;

    /** How it responds. */
    public enum Mode {
        WORKS,
        /** It accepts connections and never responds. */
        HANGS,
        NOT_FOUND,
        /** With {@code Retry-After: 120}. */
        TOO_MANY_REQUESTS,
        /** Healthchecks' own way: status 200, and the ping does not count. */
        RATE_LIMITED,
        SERVER_ERROR,
        REDIRECTS,
        /** It closes the connection without a response. */
        CLOSES,
        /** As a network's login page. */
        WEB_PAGE
    }

    /**
     * A ping that counted.
     *
     * @param signal start, ok, fail, log or an exit status; for Uptime Kuma up or down
     * @param text the body, or the parameter msg
     */
    public record Ping(String signal, String text) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Ping> pings = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private volatile Mode mode = Mode.WORKS;

    private PingServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Starts at any free port. */
    public static PingServer start() throws IOException {
        return new PingServer(0);
    }

    /** Starts at a port that was free before. */
    public static PingServer start(int port) throws IOException {
        return new PingServer(port);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /**
     * The address of a check or a monitor.
     *
     * @param path {@link #CHECK}, {@link #DELETED_CHECK} or {@link #MONITOR}
     */
    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    public void setMode(Mode newMode) {
        mode = newMode;
    }

    /** Those that counted, oldest first. */
    public List<Ping> pings() {
        return List.copyOf(pings);
    }

    public List<String> signals() {
        return pings.stream().map(Ping::signal).toList();
    }

    /** Method and path of every request. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Where a client did not keep to the protocol. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            switch (mode) {
                case WORKS -> accept(exchange, body);
                case HANGS -> awaitClose();
                case NOT_FOUND -> respond(exchange, 404, "text/plain", "not found");
                case TOO_MANY_REQUESTS -> {
                    exchange.getResponseHeaders().set("Retry-After", "120");
                    respond(exchange, 429, "text/plain", "slow down");
                }
                case RATE_LIMITED -> respond(exchange, 200, "text/plain", "OK (rate limited)");
                case SERVER_ERROR -> respond(exchange, 500, "text/html", "<h1>Server Error (500)</h1>");
                case REDIRECTS -> {
                    exchange.getResponseHeaders().set("Location", url("/followed"));
                    respond(exchange, 302, "text/plain", "");
                }
                case CLOSES -> {}
                case WEB_PAGE -> respond(exchange, 200, "text/html", "<html>Log in to the network</html>");
            }
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(HttpExchange exchange, byte[] body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher healthchecks = HEALTHCHECKS.matcher(path);
        if (healthchecks.matches()) {
            acceptHealthchecks(exchange, healthchecks, body);
        } else if (path.startsWith("/api/push/")) {
            acceptKuma(exchange, path);
        } else {
            violations.add("no such path: " + path);
            respond(exchange, 404, "text/plain", "not found");
        }
    }

    private void acceptHealthchecks(HttpExchange exchange, Matcher path, byte[] body) throws IOException {
        String signal = path.group(2) == null ? "ok" : path.group(2);
        if (!List.of("GET", "HEAD", "POST", "PUT").contains(exchange.getRequestMethod())) {
            violations.add("method " + exchange.getRequestMethod());
            respond(exchange, 405, "text/plain", "");
        } else if (signal.matches("\\d+") && Integer.parseInt(signal) > MAX_EXIT_STATUS) {
            violations.add("exit status " + signal);
            respond(exchange, 400, "text/plain", "invalid url format");
        } else if (!path.group(1).equals(CHECK)) {
            respond(exchange, 200, "text/plain", "OK (not found)");
        } else {
            if (body.length > MAX_BODY_BYTES) {
                violations.add("body of " + body.length + " bytes");
            }
            pings.add(new Ping(signal, new String(body, StandardCharsets.UTF_8)));
            respond(exchange, 200, "text/plain", "OK");
        }
    }

    private void acceptKuma(HttpExchange exchange, String path) throws IOException {
        Map<String, String> parameters = new HashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String parameter : (query == null ? "" : query).split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            String value = pair.length == 2 ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "";
            if (parameters.put(pair[0], value) != null) {
                violations.add("parameter twice: " + pair[0]);
            }
        }
        String status = parameters.getOrDefault("status", "up");
        if (!exchange.getRequestMethod().equals("GET")) {
            violations.add("method " + exchange.getRequestMethod());
            respond(exchange, 404, "text/html", "Cannot " + exchange.getRequestMethod());
        } else if (!path.equals(MONITOR)) {
            respond(exchange, 404, "application/json", "{\"ok\":false,\"msg\":\"Monitor not found or not active.\"}");
        } else {
            if (!status.matches("up|down")) {
                violations.add("status " + status);
            }
            if (!parameters.getOrDefault("ping", "").matches("|\\d+(\\.\\d+)?")) {
                violations.add("ping " + parameters.get("ping"));
            }
            pings.add(new Ping(status, parameters.getOrDefault("msg", "OK")));
            respond(exchange, 200, "application/json", "{\"ok\":true}");
        }
    }

    private static void respond(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
