package peaceofmind.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** How requests are read and answered: bounded bodies, security headers, compression. */
final class Answers {

    private static final int MAX_REQUEST_BYTES = 8 * 1024;
    private static final int WORTH_ZIPPING = 1_000;

    private Answers() {}

    /** What every answer carries: nothing from elsewhere runs, nobody frames the page, nothing is guessed. */
    static void secure(Headers headers, boolean tls) {
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                        + " manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
        if (tls) {
            headers.set("Strict-Transport-Security", "max-age=31536000");
        }
    }

    static JsonObject body(HttpExchange exchange) throws IOException, Refusal {
        // A form of another site can't have this type without being asked first.
        if (!Access.first(exchange, "Content-Type").startsWith("application/json")) {
            throw new Refusal(415, "Send application/json.");
        }
        byte[] bytes;
        try (InputStream in = exchange.getRequestBody()) {
            bytes = in.readNBytes(MAX_REQUEST_BYTES + 1);
        }
        if (bytes.length > MAX_REQUEST_BYTES) {
            throw new Refusal(413, "The request is larger than " + MAX_REQUEST_BYTES + " bytes.");
        }
        try {
            return Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonException broken) {
            throw new Refusal(400, "That is no JSON object: " + broken.getMessage());
        }
    }

    static void json(HttpExchange exchange, int status, Json json) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(exchange, status, "application/json", json.toJson().getBytes(StandardCharsets.UTF_8));
    }

    static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        json(
                exchange,
                refusal.status(),
                Json.object().put("error", String.valueOf(refusal.getMessage())).build());
    }

    static void text(HttpExchange exchange, byte[] text) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(exchange, 200, "text/plain; charset=utf-8", text);
    }

    static void page(HttpExchange exchange, String html) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(exchange, 200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] content) throws IOException {
        byte[] body = content;
        exchange.getResponseHeaders().set("Vary", "Accept-Encoding, Cookie");
        if (content.length >= WORTH_ZIPPING && acceptsGzip(exchange)) {
            body = zip(content);
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        write(exchange, status, type, body);
    }

    static void write(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    static boolean acceptsGzip(HttpExchange exchange) {
        return Access.first(exchange, "Accept-Encoding").contains("gzip");
    }

    static byte[] zip(byte[] body) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(body);
        }
        return zipped.toByteArray();
    }
}
