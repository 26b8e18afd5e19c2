// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.http.HttpListener;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

/**
 * Serves {@link FleetPage} on the loopback. Whoever opens it, the server is queried at most every {@link #MAX_AGE}. Requests for another
 * host's name are refused: a page of somebody else must not be able to read this one through a name that it controls.
 */
final class FleetPageServer implements AutoCloseable {

    /** Of what a page shows; one that is older is read again first. */
    private static final Duration MAX_AGE = Duration.ofSeconds(15);

    private static final int MAX_QUERY_CHARS = 500;
    private static final int MAX_FORM_BYTES = 4_096;

    /** Reads all devices. */
    @FunctionalInterface
    interface Source {
        List<FleetDevice> read() throws CommandFailedException;
    }

    private final Source source;
    private final Clock clock;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Supplier<FleetActivity> activity;
    private final Optional<MaintenanceSilences> silences;
    private FleetPage page = new FleetPage(List.of(), Optional.empty(), Optional.empty(), FleetActivity.NONE);
    private Optional<Long> triedNanos = Optional.empty();

    /**
     * @param activity reads what people do with the fleet
     * @param silences where maintenance is started; empty if it cannot be
     */
    FleetPageServer(
            int port,
            Source source,
            Supplier<FleetActivity> activity,
            Optional<MaintenanceSilences> silences,
            Clock clock)
            throws IOException {
        this.source = source;
        this.activity = activity;
        this.silences = silences;
        this.clock = clock;
        server = HttpListener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Optional.empty());
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** What is known, read again if it is old; a failure is part of the page, with what was known before. */
    private synchronized FleetPage current() {
        long now = clock.nanoTime();
        if (triedNanos.isEmpty() || now - triedNanos.get() >= MAX_AGE.toNanos()) {
            triedNanos = Optional.of(now);
            FleetActivity current = activity.get();
            try {
                page = new FleetPage(source.read(), Optional.of(clock.now()), Optional.empty(), current);
            } catch (CommandFailedException unavailable) {
                page = new FleetPage(
                        page.fleet(), page.readAt(), Optional.of(String.valueOf(unavailable.getMessage())), current);
            }
        }
        return page;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!isOwnName(
                    Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Host"), ""))) {
                respond(exchange, 403, "text/plain", "This is the page of 127.0.0.1, and not of another name\n");
            } else if (method.equals("POST")) {
                post(exchange);
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                respond(exchange, 405, "text/plain", "Only GET, HEAD and POST are supported\n");
            } else {
                respond(exchange);
            }
        }
    }

    /** Starts or ends maintenance. Only from this page: browsers say where a request comes from, and no script can forge it. */
    private void post(HttpExchange exchange) throws IOException {
        String origin = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Sec-Fetch-Site"), "");
        String path = exchange.getRequestURI().getPath();
        if (silences.isEmpty() || !(path.equals("/maintenance") || path.equals("/maintenance-end"))) {
            respond(exchange, 404, "text/plain", "Not found: the page is at /\n");
        } else if (!origin.equals("same-origin")) {
            respond(exchange, 403, "text/plain", "Only this page can do that\n");
        } else {
            String form = new String(exchange.getRequestBody().readNBytes(MAX_FORM_BYTES), StandardCharsets.US_ASCII);
            try {
                String group = parameter(form, "group");
                if (path.equals("/maintenance")) {
                    silences.get().start(group, current().fleet(), hours(parameter(form, "hours")));
                } else {
                    silences.get().end(group);
                }
                forget();
                exchange.getResponseHeaders().set("Location", "./");
                exchange.sendResponseHeaders(303, -1);
            } catch (CommandFailedException failed) {
                respond(exchange, 502, "text/plain", "Not done: " + failed.getMessage() + "\n");
            }
        }
    }

    private static Duration hours(String text) throws CommandFailedException {
        if (!text.matches("[1-9]|1\\d|2[0-4]")) {
            throw new CommandFailedException("expected 1 to 24 hours");
        }
        return Duration.ofHours(Long.parseLong(text));
    }

    /** The next page is read from the server again. */
    private synchronized void forget() {
        triedNanos = Optional.empty();
    }

    private void respond(HttpExchange exchange) throws IOException {
        String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
        Instant now = clock.now();
        switch (exchange.getRequestURI().getPath()) {
            case "/" ->
                respond(
                        exchange,
                        200,
                        "text/html",
                        current().html(now, parameter(query, "search"), parameter(query, "group")));
            case "/fleet.css" -> respond(exchange, 200, "text/css", FleetPage.STYLE);
            case "/status.json" -> {
                FleetPage known = current();
                respond(
                        exchange,
                        known.problem().isEmpty() ? 200 : 503,
                        "application/json",
                        Json.object()
                                .put("time", known.readAt().map(Instant::toString))
                                .put("problem", known.problem())
                                .put(
                                        "devices",
                                        known.fleet().stream()
                                                .map(FleetDevice::toJson)
                                                .toList())
                                .build()
                                .toPrettyJson());
            }
            default -> respond(exchange, 404, "text/plain", "Not found: the page is at /\n");
        }
    }

    /** By address, or by the name of the loopback; a proxy on this machine uses one of them unless it is configured otherwise. */
    private static boolean isOwnName(String host) {
        return host.matches("(?:127\\.0\\.0\\.1|localhost|\\[::1])(?::\\d{1,5})?");
    }

    /** Empty text when it is missing, too long or not valid. */
    private static String parameter(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=") && pair.length() <= MAX_QUERY_CHARS) {
                try {
                    return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException malformed) {
                    return "";
                }
            }
        }
        return "";
    }

    private static void respond(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, isHead ? -1 : body.length);
        if (!isHead) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
