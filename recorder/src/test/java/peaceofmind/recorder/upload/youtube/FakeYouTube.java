// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * The parts of Google's OAuth 2 server and of the YouTube Data API v3 that an upload needs, as strict as their documentation: what is not
 * allowed there fails here.
 */
public final class FakeYouTube implements AutoCloseable {

    public static final String CLIENT_ID = "client-4711.apps.googleusercontent.com";
    public static final String CLIENT_SECRET = "GOCSPX-secret-of-the-client";
    public static final String REFRESH_TOKEN = "1//refresh-token-of-the-owner";
    private static final int MULTIPLE = 256 * 1024;
    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+)");
    private static final Pattern QUERY = Pattern.compile("bytes \\*/(\\d+)");

    private final HttpServer server;
    private final Map<String, Upload> sessions = new HashMap<>();
    private final List<String> accessTokens = new ArrayList<>();

    final Map<String, Upload> videos = new HashMap<>();
    final List<String> playlist = new ArrayList<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> violations = new CopyOnWriteArrayList<>();
    /** Errors for the next requests that start an upload or continue one: status and reason. */
    final List<String> errors = new CopyOnWriteArrayList<>();
    /** The error of the next requests for tokens. */
    final List<String> tokenErrors = new CopyOnWriteArrayList<>();

    Optional<Long> breakAfterBytes = Optional.empty();
    Optional<String> sessionHost = Optional.empty();
    boolean losesResponses;
    boolean hidesVideos;
    Optional<Long> loginSeconds = Optional.empty();
    String uploadStatus = "uploaded";
    boolean revoked;
    private int count;

    /** A session and, when it is complete, a video. */
    static final class Upload {
        final JsonObject metadata;
        final long total;
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        Optional<String> id = Optional.empty();
        private int connections;

        private Upload(JsonObject metadata, long total) {
            this.metadata = metadata;
            this.total = total;
        }

        /** The client is at another connection now: what is still on its way on an older one is not stored. */
        private synchronized int connect() {
            return ++connections;
        }

        /** False when the client is at another connection. */
        private synchronized boolean store(int connection, byte[] bytes, int count) {
            if (connection == connections) {
                content.write(bytes, 0, count);
            }
            return connection == connections;
        }
    }

    private FakeYouTube(HttpServer server) {
        this.server = server;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public static FakeYouTube start() throws IOException {
        return new FakeYouTube(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10));
    }

    /** With TLS, as localhost. */
    public static FakeYouTube start(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new FakeYouTube(server);
    }

    public String url() {
        return (server instanceof HttpsServer ? "https://localhost:" : "http://127.0.0.1:")
                + server.getAddress().getPort();
    }

    /** Bytes of the upload that is not complete. */
    public synchronized long receivedBytes() {
        return sessions.values().stream()
                .mapToLong(upload -> upload.content.size())
                .sum();
    }

    /** Of complete videos. */
    public synchronized List<byte[]> videoContents() {
        return videos.values().stream()
                .map(upload -> upload.content.toByteArray())
                .toList();
    }

    /** What was not allowed. */
    public List<String> violations() {
        return violations;
    }

    /** All requests, with their ranges. */
    public List<String> requests() {
        return requests;
    }

    /** The owner takes the login back. */
    public void revokeLogin() {
        revoked = true;
    }

    /** The next requests that start an upload or continue one are refused, each with a status and a reason. */
    public void refuse(List<String> nextErrors) {
        errors.addAll(nextErrors);
    }

    Endpoints endpoints() {
        return Endpoints.local(url()).orElseThrow();
    }

    /** Forgets what was sent to sessions that are not complete. */
    public void expireSessions() {
        sessions.clear();
    }

    void expireAccessTokens() {
        accessTokens.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String request = exchange.getRequestMethod() + " " + path;
        synchronized (this) {
            requests.add(request
                    + Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Range"))
                            .map(range -> " " + range)
                            .orElse(""));
        }
        if (String.valueOf(exchange.getRequestURI().getQuery()).contains("token")) {
            violations.add("a token in an address: " + request);
        }
        switch (request) {
            case "POST /token" -> token(exchange);
            case "POST /device/code" -> deviceCode(exchange);
            case "POST /upload/youtube/v3/videos" -> startUpload(exchange);
            case "PUT /upload/youtube/v3/videos" -> continueUpload(exchange);
            case "GET /youtube/v3/videos" -> listVideos(exchange);
            case "POST /youtube/v3/playlistItems" -> addToPlaylist(exchange);
            default -> respond(exchange, 404, error(404, "notFound"));
        }
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        return fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            fields.put(
                    field.substring(0, equals), URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return fields;
    }

    private synchronized void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        if (!CLIENT_ID.equals(form.get("client_id")) || !CLIENT_SECRET.equals(form.get("client_secret"))) {
            respond(exchange, 401, "{\"error\":\"invalid_client\"}");
            return;
        }
        if (!tokenErrors.isEmpty()) {
            String error = tokenErrors.removeFirst();
            respond(exchange, error.equals("authorization_pending") ? 428 : 403, "{\"error\":\"" + error + "\"}");
            return;
        }
        boolean valid = switch (form.getOrDefault("grant_type", "")) {
            case "refresh_token" -> REFRESH_TOKEN.equals(form.get("refresh_token")) && !revoked;
            case "urn:ietf:params:oauth:grant-type:device_code" -> "device-1".equals(form.get("device_code"));
            case "authorization_code" ->
                "code-1".equals(form.get("code"))
                        && form.getOrDefault("redirect_uri", "").startsWith("http://127.0.0.1:")
                        && form.getOrDefault("code_verifier", "").length() >= 43;
            default -> false;
        };
        if (!valid) {
            respond(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        accessTokens.add("ya29.access-" + ++count);
        Json.ObjectBuilder json = Json.object()
                .put("access_token", accessTokens.getLast())
                .put("expires_in", 3599)
                .put("token_type", "Bearer")
                .put("scope", "https://www.googleapis.com/auth/youtube");
        if (!"refresh_token".equals(form.get("grant_type"))) {
            json.put("refresh_token", REFRESH_TOKEN);
            loginSeconds.ifPresent(seconds -> json.put("refresh_token_expires_in", seconds));
        }
        respond(exchange, 200, json.build().toJson());
    }

    private void deviceCode(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        if (!CLIENT_ID.equals(form.get("client_id"))) {
            respond(exchange, 401, "{\"error\":\"invalid_client\"}");
        } else {
            respond(
                    exchange,
                    200,
                    "{\"device_code\":\"device-1\",\"user_code\":\"GQVQ-JKEC\",\"expires_in\":1800,\"interval\":5,"
                            + "\"verification_url\":\"https://www.google.com/device\"}");
        }
    }

    /** False when the request was refused. */
    private synchronized boolean isAuthorized(HttpExchange exchange) throws IOException {
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (header.startsWith("Bearer ") && accessTokens.contains(header.substring("Bearer ".length()))) {
            return true;
        }
        exchange.getRequestBody().readAllBytes();
        respond(exchange, 401, error(401, "authError"));
        return false;
    }

    private boolean isRefused(HttpExchange exchange) throws IOException {
        if (errors.isEmpty()) {
            return false;
        }
        exchange.getRequestBody().readAllBytes();
        String[] error = errors.removeFirst().split(" ", 3);
        if (error.length > 2) {
            exchange.getResponseHeaders().set("Retry-After", error[2]);
        }
        respond(exchange, Integer.parseInt(error[0]), error(Integer.parseInt(error[0]), error[1]));
        return true;
    }

    private void startUpload(HttpExchange exchange) throws IOException {
        if (!isAuthorized(exchange) || isRefused(exchange)) {
            return;
        }
        Map<String, String> query = fields(exchange.getRequestURI().getQuery());
        String total = String.valueOf(exchange.getRequestHeaders().getFirst("X-Upload-Content-Length"));
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        try {
            JsonObject metadata =
                    Json.parseObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            JsonObject snippet = metadata.object("snippet").orElseThrow();
            String title = snippet.text("title").orElse("");
            String privacy = metadata.object("status")
                    .flatMap(status -> status.text("privacyStatus"))
                    .orElse("");
            if (title.isBlank() || title.length() > 100 || title.contains("<") || title.contains(">")) {
                respond(exchange, 400, error(400, "invalidTitle"));
            } else if (!query.equals(Map.of("uploadType", "resumable", "part", "snippet,status"))
                    || !total.matches("[1-9]\\d*")
                    || !type.startsWith("application/json")
                    || !List.of("private", "unlisted", "public").contains(privacy)) {
                violations.add("a start of an upload with " + query + ", " + total + ", " + type + ", " + privacy);
                respond(exchange, 400, error(400, "badRequest"));
            } else {
                String id = "session-" + ++count;
                sessions.put(id, new Upload(metadata, Long.parseLong(total)));
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                sessionHost.orElse(url()) + "/upload/youtube/v3/videos?uploadType=resumable&upload_id="
                                        + id);
                respond(exchange, 200, "");
            }
        } catch (JsonException notJson) {
            respond(exchange, 400, error(400, "parseError"));
        }
    }

    private void continueUpload(HttpExchange exchange) throws IOException {
        if (!isAuthorized(exchange) || isRefused(exchange)) {
            return;
        }
        Optional<Upload> session = Optional.ofNullable(
                sessions.get(fields(exchange.getRequestURI().getQuery()).getOrDefault("upload_id", "")));
        if (session.isEmpty()) {
            exchange.getRequestBody().readAllBytes();
            respond(exchange, 404, error(404, "notFound"));
            return;
        }
        String range = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Range"));
        Matcher part = RANGE.matcher(range);
        Matcher query = QUERY.matcher(range);
        int connection = session.get().connect();
        if (query.matches()) {
            expect(Long.parseLong(query.group(1)) == session.get().total, "the total of " + range);
            expect(exchange.getRequestBody().readAllBytes().length == 0, "no body with " + range);
            respondPosition(exchange, session.get());
        } else if (part.matches()) {
            receive(exchange, session.get(), connection, part);
        } else {
            expect(false, "a range, not " + range);
            respond(exchange, 400, error(400, "badContent"));
        }
    }

    private void expect(boolean condition, String what) {
        if (!condition) {
            violations.add("expected " + what);
        }
    }

    private void receive(HttpExchange exchange, Upload session, int connection, Matcher range) throws IOException {
        long from = Long.parseLong(range.group(1));
        long to = Long.parseLong(range.group(2));
        long length = to - from + 1;
        expect(from == session.content.size(), session.content.size() + " as the start of " + range.group());
        expect(Long.parseLong(range.group(3)) == session.total, "the total of " + range.group());
        expect(to == session.total - 1 || length % MULTIPLE == 0, "a multiple of 256 KB: " + range.group());
        expect(
                Long.toString(length).equals(exchange.getRequestHeaders().getFirst("Content-Length")),
                "the length of " + range.group());
        InputStream in = exchange.getRequestBody();
        byte[] buffer = new byte[1009];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (!session.store(connection, buffer, read)) {
                exchange.close();
                return;
            }
            if (breakAfterBytes.filter(limit -> session.content.size() >= limit).isPresent()) {
                breakAfterBytes = Optional.empty();
                exchange.close();
                return;
            }
        }
        if (losesResponses) {
            losesResponses = false;
            complete(session);
            exchange.close();
        } else {
            respondPosition(exchange, session);
        }
    }

    private synchronized void complete(Upload session) {
        if (session.id.isEmpty() && session.content.size() == session.total) {
            String id = "video_id_" + ++count;
            session.id = Optional.of(id);
            videos.put(id, session);
        }
    }

    private void respondPosition(HttpExchange exchange, Upload session) throws IOException {
        complete(session);
        if (session.id.isPresent()) {
            respond(
                    exchange,
                    200,
                    Json.object()
                            .put("kind", "youtube#video")
                            .put("id", session.id)
                            .build()
                            .toJson());
        } else {
            if (session.content.size() > 0) {
                exchange.getResponseHeaders().set("Range", "bytes=0-" + (session.content.size() - 1));
            }
            respond(exchange, 308, "");
        }
    }

    private void listVideos(HttpExchange exchange) throws IOException {
        if (!isAuthorized(exchange)) {
            return;
        }
        String id = String.valueOf(fields(exchange.getRequestURI().getQuery()).get("id"));
        Optional<Upload> video = Optional.ofNullable(videos.get(id)).filter(_ -> !hidesVideos);
        String items = video.map(found -> "{\"id\":\"" + id + "\",\"status\":{\"uploadStatus\":\"" + uploadStatus
                        + "\",\"rejectionReason\":\"duplicate\"},\"fileDetails\":{\"fileSize\":\""
                        + found.content.size()
                        + "\"}}")
                .orElse("");
        respond(exchange, 200, "{\"items\":[" + items + "]}");
    }

    private void addToPlaylist(HttpExchange exchange) throws IOException {
        if (!isAuthorized(exchange)) {
            return;
        }
        try {
            JsonObject snippet = Json.parseObject(
                            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                    .object("snippet")
                    .orElseThrow();
            if (!snippet.text("playlistId").equals(Optional.of("PL-gym"))) {
                respond(exchange, 404, error(404, "playlistNotFound"));
            } else {
                playlist.add(snippet.object("resourceId")
                        .flatMap(resource -> resource.text("videoId"))
                        .orElseThrow());
                respond(exchange, 200, "{}");
            }
        } catch (JsonException notJson) {
            respond(exchange, 400, error(400, "parseError"));
        }
    }

    private static String error(int code, String reason) {
        return "{\"error\":{\"code\":" + code
                + ",\"message\":\"The request failed.\",\"errors\":[{\"domain\":\"youtube\"," + "\"reason\":\"" + reason
                + "\"}]}}";
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
