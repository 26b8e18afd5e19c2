// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.recorder.upload.UploadStoppedException;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.http.HttpReply;
import peaceofmind.recorder.upload.http.UploadHttp;
import peaceofmind.recorder.upload.youtube.TokenFile.Login;

/** Tokens for requests, which are valid for an hour, from a login (RFC 6749, section 6). They are kept in memory only. */
final class AccessTokens {

    /** A token that ends while a request is on its way would fail it. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private static final long DEFAULT_LIFETIME_SECONDS = 3600;

    private final String name;
    private final Path clientFile;
    private final TokenFile tokenFile;
    private final URI tokenEndpoint;
    private final UploadHttp http;
    private Optional<AccessToken> current = Optional.empty();

    private record AccessToken(String value, Instant expiresAt, Login login) {
        @Override
        public String toString() {
            return "token until " + expiresAt;
        }
    }

    AccessTokens(String name, Path clientFile, TokenFile tokenFile, URI tokenEndpoint, UploadHttp http) {
        this.name = name;
        this.clientFile = clientFile;
        this.tokenFile = tokenFile;
        this.tokenEndpoint = tokenEndpoint;
        this.http = http;
    }

    /** Why there can be no token now, as far as files say. */
    Optional<String> problem() {
        try {
            ClientSecret.read(clientFile);
            Optional<Login> login = tokenFile.read();
            if (login.isEmpty()) {
                return Optional.of("nobody has logged in yet: peace recorder login " + name);
            }
            return login.get()
                    .expiresAt()
                    .filter(time -> http.clock().now().isAfter(time))
                    .map(time -> "the login has expired at " + time + ": peace recorder login " + name);
        } catch (IOException unusable) {
            return Optional.of(ErrorText.of(unusable));
        }
    }

    /** A valid token. */
    String get() throws IOException, InterruptedException, UploadStoppedException {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            throw new UploadStoppedException(new OwnerNeeded(problem.get()));
        }
        Login login = tokenFile.read().orElseThrow(() -> new IOException("the login was removed"));
        Instant now = http.clock().now();
        // After another login the old token may belong to another account.
        boolean valid = current.filter(
                        token -> token.login().equals(login) && now.plus(MARGIN).isBefore(token.expiresAt()))
                .isPresent();
        if (!valid) {
            current = Optional.of(refresh(login));
        }
        return current.orElseThrow().value();
    }

    /** The server has rejected the current token. */
    void invalidate() {
        current = Optional.empty();
    }

    private AccessToken refresh(Login login) throws IOException, InterruptedException, UploadStoppedException {
        ClientSecret client = ClientSecret.read(clientFile);
        HttpReply reply = http.send(form(
                tokenEndpoint,
                Map.of(
                        "client_id", client.id(),
                        "client_secret", client.secret(),
                        "refresh_token", login.refreshToken(),
                        "grant_type", "refresh_token")));
        JsonObject json = json(reply);
        Instant now = http.clock().now();
        Optional<String> token = json.text("access_token");
        if (!reply.isSuccess() || token.isEmpty()) {
            throw new UploadStoppedException(UploadHttp.overloaded(reply, tokenEndpoint.getHost(), http.clock())
                    .orElseGet(() -> new OwnerNeeded(refusal(json.text("error").orElse("")))));
        }
        Optional<Instant> loginExpiresAt =
                json.integer("refresh_token_expires_in").map(now::plusSeconds);
        if (loginExpiresAt.isPresent() && login.expiresAt().isEmpty()) {
            tokenFile.write(new Login(login.refreshToken(), loginExpiresAt), now);
        }
        return new AccessToken(
                token.get(),
                now.plusSeconds(json.integer("expires_in").orElse(DEFAULT_LIFETIME_SECONDS)),
                tokenFile.read().orElse(login));
    }

    private String refusal(String error) {
        return switch (error) {
            case "invalid_grant" ->
                "Google does not accept the login any more: it was revoked, the password was changed, or it is older"
                        + " than 7 days and the app is in testing (publish it at console.cloud.google.com). Log in again:"
                        + " peace recorder login " + name;
            case "invalid_client", "unauthorized_client", "deleted_client" ->
                "Google does not accept the OAuth client in " + clientFile
                        + ": download it again, or create another one, and log in again: peace recorder login " + name;
            default -> "Google does not accept the login (" + safe(error) + "): peace recorder login " + name;
        };
    }

    /** A code of an error, as far as it is one. */
    static String safe(String error) {
        return error.matches("[a-z_]{1,60}") ? error : "without a reason";
    }

    /** A request with a form (RFC 6749, appendix B). */
    static HttpRequest form(URI uri, Map<String, String> fields) {
        String body = new TreeMap<>(fields)
                .entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    /** The response's object; empty when it has none. */
    static JsonObject json(HttpReply reply) {
        try {
            return Json.parseObject(reply.body());
        } catch (JsonException notJson) {
            return Json.object().build();
        }
    }

    /** When Google ends the login. */
    Optional<Instant> loginExpiresAt() {
        try {
            return tokenFile.read().flatMap(Login::expiresAt);
        } catch (IOException reportedElsewhere) {
            return Optional.empty();
        }
    }
}
