// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import peaceofmind.foundation.http.HttpListener;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * What nginx sends to this process, on the loopback: requests to enrol, and copies of what logins write. {@code POST /enroll} with the JSON
 * members {@code code} and {@code token} responds with {@code device}, {@code customer} and {@code location}, or with {@code error}.
 */
final class EnrolmentEndpoint implements AutoCloseable {

    /** nginx permits as much. */
    private static final int MAX_ENROL_BYTES = 4 * 1024;

    private static final int MAX_WRITE_BYTES = 8 * 1024 * 1024;

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final EnrolmentStore store;
    private final ServerMetrics metrics;
    private final Log log;

    /** Responds; an exception is a damaged request. */
    @FunctionalInterface
    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    /** @param port of the loopback; 0 for any that is free */
    EnrolmentEndpoint(int port, EnrolmentStore store, ServerMetrics metrics, Log log) throws IOException {
        this.store = store;
        this.metrics = metrics;
        this.log = log;
        server = HttpListener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Optional.empty());
        server.setExecutor(executor);
        serve("/enroll", "POST", this::enrol);
        serve("/written", "POST", this::compare);
        serve("/metrics", "GET", this::expose);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void serve(String path, String method, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                if (exchange.getRequestMethod().equals(method)) {
                    handler.handle(exchange);
                } else {
                    exchange.sendResponseHeaders(405, -1);
                }
            } catch (IOException failed) {
                log.warn(path + ": " + ErrorText.of(failed));
            }
        });
    }

    private void enrol(HttpExchange exchange) throws IOException {
        String code;
        String token;
        try {
            JsonObject request = Json.parseObject(new String(read(exchange, MAX_ENROL_BYTES), StandardCharsets.UTF_8));
            code = request.text("code").orElse("");
            token = request.text("token").orElse("");
        } catch (JsonException | IOException damaged) {
            respond(exchange, 400, error("the request is not as peace enroll sends it"));
            return;
        }
        Redemption result;
        try {
            result = store.redeem(new EnrolmentCode(code), token);
        } catch (IOException failed) {
            log.error("cannot enrol a device: " + ErrorText.of(failed));
            metrics.enrolment("failed");
            respond(
                    exchange,
                    500,
                    error("the server cannot store the login: journalctl -u peace-fleet-enrolment there"));
            return;
        }
        switch (result) {
            case Redemption.Enrolled enrolled -> {
                log.info("enrolled: " + PlainText.of(enrolled.device()));
                metrics.enrolment("enrolled");
                respond(
                        exchange,
                        200,
                        Json.object()
                                .put("device", enrolled.device())
                                .put("customer", enrolled.customer())
                                .put("location", enrolled.place())
                                .build());
            }
            case Redemption.Refused refused -> {
                log.warn("an enrolment was refused: " + refused.reason());
                metrics.enrolment(refused.label());
                respond(exchange, refused.status(), error(refused.reason()));
            }
        }
    }

    private static JsonObject error(String reason) {
        return Json.object().put("error", reason).build();
    }

    /** Compares a login with the devices that its request speaks of. */
    private void compare(HttpExchange exchange) throws IOException {
        // Headers are read as Latin 1, and the names of devices are in UTF-8.
        String login = new String(
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Peace-Login"))
                        .orElse("")
                        .getBytes(StandardCharsets.ISO_8859_1),
                StandardCharsets.UTF_8);
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("");
        metrics.requested(login);
        try {
            byte[] body = read(exchange, MAX_WRITE_BYTES);
            metrics.written(login, WriteRequestReader.instances(body, type.contains("io.prometheus.write.v2")));
        } catch (IOException unreadable) {
            metrics.unreadable();
            log.warn("a request of " + PlainText.of(login) + " cannot be checked: " + ErrorText.of(unreadable));
        }
        exchange.sendResponseHeaders(204, -1);
    }

    private void expose(HttpExchange exchange) throws IOException {
        byte[] body = metrics.exposition().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void respond(HttpExchange exchange, int status, JsonObject json) throws IOException {
        byte[] body = json.toJson().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] read(HttpExchange exchange, int limit) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(limit + 1);
            if (body.length > limit) {
                throw new IOException("more than " + limit + " bytes");
            }
            return body;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
