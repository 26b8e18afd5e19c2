// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import peaceofmind.alerting.remote.RemoteContext;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** A messenger's server on the loopback interface, with the rules that it publishes. */
abstract class ReceiverServer implements AutoCloseable {

    /** One request. */
    record Request(String method, URI uri, Headers headers, String body) {

        JsonObject json() throws JsonException {
            return Json.parseObject(body);
        }

        String header(String name) {
            return Optional.ofNullable(headers.getFirst(name)).orElse("");
        }
    }

    /** One response. */
    record Reply(int status, String body, Map<String, String> headers) {

        Reply(int status, String body) {
            this(status, body, Map.of("Content-Type", "application/json"));
        }
    }

    /** For channels without buttons. */
    static RemoteContext withoutWatchdog(Path folder) {
        return new RemoteContext(
                "gym",
                folder,
                Optional.empty(),
                new WatchdogClient(folder.resolve("none.sock"), Duration.ofSeconds(1)),
                _ -> Optional.empty(),
                () -> "",
                _ -> {},
                Clock.system(),
                _ -> {});
    }

    private final HttpServer server;
    private final List<Request> accepted = new CopyOnWriteArrayList<>();
    private volatile Optional<Reply> forced = Optional.empty();

    ReceiverServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::respond);
        server.start();
    }

    /** Checks a request by the receiver's rules. */
    abstract Reply handle(Request request) throws JsonException;

    /** Requests that were accepted. */
    List<Request> accepted() {
        return List.copyOf(accepted);
    }

    /** Whatever comes gets this response, until {@link #works}. */
    void force(Reply reply) {
        forced = Optional.of(reply);
    }

    void works() {
        forced = Optional.empty();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void respond(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Reply reply;
            try {
                reply = forced.isPresent() ? forced.get() : handle(request);
            } catch (JsonException malformed) {
                reply = new Reply(400, "{\"error\":\"not JSON\"}");
            }
            if (reply.status() < 300 && forced.isEmpty()) {
                accepted.add(request);
            }
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
