// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peaceofmind.recorder.upload.UploadJob;

/** Where the browser is sent after a login: a port of the loopback, for one request with the right state (RFC 8252, RFC 7636). */
final class BrowserRedirect implements AutoCloseable {

    private static final int RANDOM_BYTES = 32;

    private final HttpServer server;
    private final String state = random();
    private final String verifier = random();
    private final String redirectUri;
    private final URI address;
    private final CompletableFuture<Optional<String>> code = new CompletableFuture<>();

    private BrowserRedirect(HttpServer server, URI authorization, String clientId) {
        this.server = server;
        this.redirectUri = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        Map<String, String> query = new HashMap<>();
        query.put("client_id", clientId);
        query.put("redirect_uri", redirectUri);
        query.put("response_type", "code");
        query.put("scope", GoogleLogin.SCOPE);
        query.put("state", state);
        query.put("code_challenge", challenge(verifier));
        query.put("code_challenge_method", "S256");
        query.put("access_type", "offline");
        query.put("prompt", "consent");
        this.address = URI.create(authorization + "?"
                + query.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    static BrowserRedirect listen(URI authorization, String clientId) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        BrowserRedirect redirect = new BrowserRedirect(server, authorization, clientId);
        server.createContext("/", redirect::handle);
        server.start();
        return redirect;
    }

    /** The address to open in a browser. */
    URI address() {
        return address;
    }

    /** What proves to the server that the code was meant for this process. */
    Map<String, String> proof() {
        return Map.of("redirect_uri", redirectUri, "code_verifier", verifier);
    }

    /** The code of the login; empty when it was denied, or not completed in time. */
    Optional<String> awaitCode(Duration timeout) throws InterruptedException {
        try {
            return code.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException notCompleted) {
            return Optional.empty();
        } finally {
            close();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> query = parse(exchange.getRequestURI().getRawQuery());
        boolean ours = exchange.getRequestURI().getPath().equals("/")
                && MessageDigest.isEqual(
                        query.getOrDefault("state", "").getBytes(StandardCharsets.UTF_8),
                        state.getBytes(StandardCharsets.UTF_8));
        Optional<String> received = Optional.ofNullable(query.get("code")).filter(text -> !text.isEmpty());
        String text = !ours
                ? "This is not the page of the login that was started."
                : received.isPresent()
                        ? "The device has received the login: see its terminal. This window can be closed."
                        : "The login was not allowed. This window can be closed.";
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(ours ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
        if (ours) {
            code.complete(received);
        }
    }

    private static Map<String, String> parse(@Nullable String query) {
        Map<String, String> fields = new HashMap<>();
        for (String field : query == null ? new String[0] : query.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                try {
                    fields.put(
                            field.substring(0, equals),
                            URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException malformed) {
                    fields.remove(field.substring(0, equals));
                }
            }
        }
        return fields;
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(UploadJob.newSha256().digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
