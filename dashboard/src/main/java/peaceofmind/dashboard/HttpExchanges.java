// SPDX-License-Identifier: Apache-2.0
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

/** Reads requests and writes responses: bounded bodies, security headers, compression. */
final class HttpExchanges {

    private static final int MAX_REQUEST_BYTES = 8 * 1024;
    private static final int MIN_GZIP_BYTES = 1_000;

    private HttpExchanges() {}

    /** The headers of every response: no scripts from elsewhere, no framing of the page, no guessing of content types. */
    static void setSecurityHeaders(Headers headers, boolean tls) {
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self';"
                        + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors"
                        + " 'none'");
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

    static JsonObject readJson(HttpExchange exchange) throws IOException, HttpError {
        // A form of another site cannot send this type without a CORS preflight, which this server does not answer.
        if (!Access.firstHeader(exchange, "Content-Type").startsWith("application/json")) {
            throw new HttpError(415, "Send application/json.");
        }
        byte[] bytes;
        try (InputStream in = exchange.getRequestBody()) {
            bytes = in.readNBytes(MAX_REQUEST_BYTES + 1);
        }
        if (bytes.length > MAX_REQUEST_BYTES) {
            throw new HttpError(413, "The request is larger than " + MAX_REQUEST_BYTES + " bytes.");
        }
        try {
            return Json.parseObject(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonException malformed) {
            throw new HttpError(400, "The body is not a JSON object: " + malformed.getMessage());
        }
    }

    static void sendJson(HttpExchange exchange, int status, Json json) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(exchange, status, "application/json", json.toJson().getBytes(StandardCharsets.UTF_8));
    }

    static void sendError(HttpExchange exchange, HttpError error) throws IOException {
        sendJson(
                exchange,
                error.status(),
                Json.object().put("error", String.valueOf(error.getMessage())).build());
    }

    static void sendText(HttpExchange exchange, byte[] text) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(exchange, 200, "text/plain; charset=utf-8", text);
    }

    static void sendHtml(HttpExchange exchange, String html) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(exchange, 200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] content) throws IOException {
        byte[] body = content;
        exchange.getResponseHeaders().set("Vary", "Accept-Encoding, Cookie");
        if (content.length >= MIN_GZIP_BYTES && acceptsGzip(exchange)) {
            body = gzip(content);
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
        return Access.firstHeader(exchange, "Accept-Encoding").contains("gzip");
    }

    static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(body);
        }
        return compressed.toByteArray();
    }
}
