// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import peaceofmind.recorder.upload.UploadJob;

/**
 * The parts of the S3 API that an upload needs. It computes each signature itself, from the request as it was received, and compares it and
 * the checksum of the content.
 */
final class FakeS3 implements AutoCloseable {

    static final String ACCESS_KEY = "AKIAGYM";
    static final String SECRET_KEY = "secret+of/the+gym";
    static final String REGION = "eu-test-1";
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256"
                    + " Credential=([^/]+)/(\\d{8})/([^/]+)/s3/aws4_request,SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})");
    private static final Pattern PART =
            Pattern.compile("<Part><PartNumber>(\\d+)</PartNumber><ETag>\"([^\"]+)\"</ETag></Part>");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int PAGE = 2;

    private final HttpServer server;
    final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    final Map<String, Map<Integer, byte[]>> uploads = new HashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    Optional<String> error = Optional.empty();
    boolean losesResponses;
    private int count;

    private FakeS3(HttpServer server) {
        this.server = server;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    static FakeS3 start() throws IOException {
        return new FakeS3(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10));
    }

    /** With TLS, as localhost. */
    static FakeS3 start(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new FakeS3(server);
    }

    URI url() {
        return URI.create((server instanceof HttpsServer ? "https://localhost:" : "http://127.0.0.1:")
                + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        exchange.getRequestBody().transferTo(received);
        byte[] body = received.toByteArray();
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String key = exchange.getRequestURI().getPath().replaceFirst("^/videos/?", "");
        requests.add(exchange.getRequestMethod() + " " + query.keySet());
        Optional<String> refusal = refusal(exchange, body);
        if (refusal.isPresent()) {
            fail(exchange, refusal.get());
        } else if (!exchange.getRequestURI().getPath().startsWith("/videos/")) {
            fail(exchange, "404 NoSuchBucket");
        } else if (error.isPresent() && !exchange.getRequestMethod().equals("HEAD")) {
            String once = error.get();
            error = Optional.empty();
            fail(exchange, once);
        } else {
            serve(exchange, key, query, body);
        }
    }

    private synchronized void serve(HttpExchange exchange, String key, Map<String, String> query, byte[] body)
            throws IOException {
        String uploadId = query.getOrDefault("uploadId", "");
        switch (exchange.getRequestMethod()) {
            case "HEAD" -> {
                byte[] object = objects.get(key);
                if (object != null) {
                    exchange.getResponseHeaders().set("Content-Length", Integer.toString(object.length));
                }
                exchange.sendResponseHeaders(object == null ? 404 : 200, -1);
                exchange.close();
            }
            case "PUT" -> {
                if (uploadId.isEmpty()) {
                    objects.put(key, body);
                } else {
                    parts(uploadId).put(Integer.parseInt(query.getOrDefault("partNumber", "")), body);
                }
                exchange.getResponseHeaders().set("ETag", '"' + etag(body) + '"');
                respond(exchange, 200, "");
            }
            case "POST" -> {
                if (query.containsKey("uploads")) {
                    String id = "upload-" + ++count;
                    uploads.put(id, new TreeMap<>());
                    respond(
                            exchange,
                            200,
                            "<InitiateMultipartUploadResult><UploadId>" + id
                                    + "</UploadId></InitiateMultipartUploadResult>");
                } else {
                    complete(exchange, key, uploadId, new String(body, StandardCharsets.UTF_8));
                }
            }
            case "GET" -> list(exchange, uploadId, Integer.parseInt(query.getOrDefault("part-number-marker", "0")));
            default -> fail(exchange, "405 MethodNotAllowed");
        }
    }

    private void list(HttpExchange exchange, String uploadId, int marker) throws IOException {
        if (!uploads.containsKey(uploadId)) {
            fail(exchange, "404 NoSuchUpload");
            return;
        }
        StringBuilder xml = new StringBuilder("<ListPartsResult>");
        List<Integer> numbers = parts(uploadId).keySet().stream()
                .filter(number -> number > marker)
                .toList();
        for (int number : numbers.subList(0, Math.min(PAGE, numbers.size()))) {
            byte[] part = parts(uploadId).getOrDefault(number, new byte[0]);
            xml.append("<Part><PartNumber>" + number + "</PartNumber><LastModified>2026</LastModified><ETag>&quot;"
                    + etag(part) + "&quot;</ETag><Size>" + part.length + "</Size></Part>");
        }
        boolean more = numbers.size() > PAGE;
        respond(
                exchange,
                200,
                xml + "<IsTruncated>" + more + "</IsTruncated>"
                        + (more ? "<NextPartNumberMarker>" + numbers.get(PAGE - 1) + "</NextPartNumberMarker>" : "")
                        + "</ListPartsResult>");
    }

    private Map<Integer, byte[]> parts(String uploadId) {
        return uploads.computeIfAbsent(uploadId, _ -> new TreeMap<>());
    }

    private void complete(HttpExchange exchange, String key, String uploadId, String xml) throws IOException {
        Map<Integer, byte[]> parts = uploads.getOrDefault(uploadId, Map.of());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        Matcher part = PART.matcher(xml);
        int expected = 1;
        while (part.find()) {
            byte[] stored = parts.get(Integer.parseInt(part.group(1)));
            if (stored == null
                    || Integer.parseInt(part.group(1)) != expected++
                    || !etag(stored).equals(part.group(2))) {
                // As published, with a status of success.
                respond(exchange, 200, "<Error><Code>InvalidPart</Code></Error>");
                return;
            }
            content.write(stored);
        }
        objects.put(key, content.toByteArray());
        uploads.remove(uploadId);
        if (losesResponses) {
            losesResponses = false;
            exchange.close();
        } else {
            respond(exchange, 200, "<CompleteMultipartUploadResult/>");
        }
    }

    private static String etag(byte[] content) {
        return HexFormat.of().formatHex(UploadJob.newSha256().digest(content)).substring(0, 32);
    }

    /** Why the signature or the checksum is wrong. */
    private static Optional<String> refusal(HttpExchange exchange, byte[] body) {
        Matcher header = AUTHORIZATION.matcher(
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String sha256 = String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-content-sha256"));
        String time = String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-date"));
        if (!header.matches() || !header.group(1).equals(ACCESS_KEY)) {
            return Optional.of("403 InvalidAccessKeyId");
        } else if (!header.group(3).equals(REGION)) {
            return Optional.of("400 AuthorizationHeaderMalformed");
        } else if (Duration.between(Instant.from(TIME.parse(time)), Instant.now())
                        .abs()
                        .toMinutes()
                > 15) {
            return Optional.of("403 RequestTimeTooSkewed");
        } else if (!sha256.equals(HexFormat.of().formatHex(UploadJob.newSha256().digest(body)))) {
            return Optional.of("400 XAmzContentSHA256Mismatch");
        }
        StringBuilder canonical = new StringBuilder(exchange.getRequestMethod())
                .append('\n')
                .append(exchange.getRequestURI().getRawPath())
                .append('\n')
                .append(String.join(
                        "&",
                        new TreeMap<>(rawQuery(exchange.getRequestURI().getRawQuery()))
                                .entrySet().stream()
                                        .map(field -> field.getKey() + "=" + field.getValue())
                                        .toList()))
                .append('\n');
        for (String name : header.group(4).split(";", -1)) {
            canonical
                    .append(name)
                    .append(':')
                    .append(exchange.getRequestHeaders().getFirst(name))
                    .append('\n');
        }
        canonical.append('\n').append(header.group(4)).append('\n').append(sha256);
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + header.group(2) + "/" + REGION + "/s3/aws4_request\n"
                + HexFormat.of()
                        .formatHex(UploadJob.newSha256()
                                .digest(canonical.toString().getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(header.group(2), REGION, "s3", "aws4_request", toSign)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(key).equals(header.group(5))
                ? Optional.empty()
                : Optional.of("403 SignatureDoesNotMatch");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Map<String, String> rawQuery(String query) {
        Map<String, String> fields = new HashMap<>();
        for (String field : query == null ? new String[0] : query.split("&", -1)) {
            int equals = field.indexOf('=');
            fields.put(field.substring(0, equals), field.substring(equals + 1));
        }
        return fields;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> fields = new HashMap<>();
        rawQuery(raw).forEach((name, value) -> fields.put(name, URLDecoder.decode(value, StandardCharsets.UTF_8)));
        return fields;
    }

    private static void fail(HttpExchange exchange, String error) throws IOException {
        String[] parts = error.split(" ", 2);
        respond(
                exchange,
                Integer.parseInt(parts[0]),
                "<?xml version=\"1.0\"?><Error><Code>" + parts[1] + "</Code><Message>no</Message></Error>");
    }

    private static void respond(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean noBody = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, noBody ? -1 : bytes.length);
        if (!noBody) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    List<byte[]> contents() {
        return new ArrayList<>(objects.values());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
