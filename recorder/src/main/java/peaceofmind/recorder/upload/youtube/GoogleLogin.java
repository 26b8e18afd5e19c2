// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.upload.http.HttpReply;
import peaceofmind.recorder.upload.http.UploadHttp;
import peaceofmind.recorder.upload.youtube.TokenFile.Login;

/**
 * Logs in to a channel: on a device without a browser by a code that is typed in elsewhere (RFC 8628), or in a browser of this machine with
 * a redirect to its loopback (RFC 8252, with PKCE). One login at a time; its end is awaited on a thread of its own. Thread-safe.
 */
public final class GoogleLogin implements AutoCloseable {

    /** Both flows allow it, and it covers uploading, verifying and playlists. */
    static final String SCOPE = "https://www.googleapis.com/auth/youtube";

    private static final Duration MIN_POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_POLL_INTERVAL = Duration.ofMinutes(1);
    private static final Duration SLOW_DOWN = Duration.ofSeconds(5);
    private static final Duration MAX_LOGIN_TIME = Duration.ofMinutes(30);
    private static final long DEFAULT_LIFETIME_SECONDS = 1800;
    private static final long DEFAULT_POLL_SECONDS = 5;

    private final YouTubeSettings settings;
    private final UploadHttp http;
    private volatile State state = new State.None();
    private Optional<Thread> waiting = Optional.empty();
    private Optional<BrowserRedirect> redirect = Optional.empty();

    /** How far a login is. */
    public sealed interface State {
        /** None was started. */
        record None() implements State {}

        /** Somebody has to open an address, and to type the code in there, if there is one. */
        record Pending(String address, Optional<String> code, Instant until) implements State {}

        /** The token was saved. */
        record Done(Optional<Instant> expiresAt) implements State {}

        /** It did not work; the reason says what to do. */
        record Failed(String reason) implements State {}
    }

    /** The login cannot be completed; the message says what to do. */
    private static final class LoginException extends Exception {
        private static final long serialVersionUID = 1L;

        LoginException(String message) {
            super(message);
        }
    }

    public GoogleLogin(YouTubeSettings settings, UploadHttp http) {
        this.settings = settings;
        this.http = http;
    }

    /** How far the latest login is. */
    public State state() {
        return state;
    }

    /** Starts a login, and abandons an earlier one. */
    public synchronized State start(boolean inBrowser) throws InterruptedException {
        close();
        try {
            ClientSecret client = ClientSecret.read(settings.clientFile());
            state = inBrowser ? startInBrowser(client) : startWithCode(client);
            waiting.ifPresent(Thread::start);
        } catch (IOException | LoginException failure) {
            state = new State.Failed(ErrorText.of(failure));
        }
        return state;
    }

    private State startWithCode(ClientSecret client) throws IOException, InterruptedException, LoginException {
        HttpReply reply = http.send(
                AccessTokens.form(settings.endpoints().deviceCode(), Map.of("client_id", client.id(), "scope", SCOPE)));
        JsonObject json = AccessTokens.json(reply);
        Optional<String> deviceCode = json.text("device_code");
        Optional<String> userCode = json.text("user_code");
        Optional<String> address = json.text("verification_url").or(() -> json.text("verification_uri"));
        if (!reply.isSuccess() || deviceCode.isEmpty() || userCode.isEmpty() || address.isEmpty()) {
            throw new LoginException("Google does not start the login (HTTP " + reply.status() + ", "
                    + AccessTokens.safe(json.text("error").orElse(""))
                    + "): the OAuth client must be of the type \"TVs and"
                    + " Limited Input devices\"; with a client of the type \"Desktop app\" use --browser");
        }
        Instant until = http.clock().now().plus(lifetime(json));
        Duration interval = Duration.ofSeconds(json.integer("interval").orElse(DEFAULT_POLL_SECONDS));
        prepare(() -> pollForToken(client, deviceCode.get(), interval, lifetime(json)));
        return new State.Pending(address.get(), userCode, until);
    }

    private static Duration lifetime(JsonObject json) {
        Duration lifetime = Duration.ofSeconds(json.integer("expires_in").orElse(DEFAULT_LIFETIME_SECONDS));
        return lifetime.compareTo(MAX_LOGIN_TIME) > 0 ? MAX_LOGIN_TIME : lifetime;
    }

    private State startInBrowser(ClientSecret client) throws IOException {
        BrowserRedirect listener = BrowserRedirect.listen(settings.endpoints().authorization(), client.id());
        redirect = Optional.of(listener);
        prepare(() -> {
            String code = listener.awaitCode(MAX_LOGIN_TIME)
                    .orElseThrow(() -> new LoginException("the login was not confirmed in the browser: log in again"));
            Map<String, String> fields = new HashMap<>(listener.proof());
            fields.put("code", code);
            fields.put("grant_type", "authorization_code");
            return save(requestToken(client, fields));
        });
        return new State.Pending(
                listener.address().toString(),
                Optional.empty(),
                http.clock().now().plus(MAX_LOGIN_TIME));
    }

    /** The rest of a login. */
    private interface Rest {
        State run() throws IOException, InterruptedException, LoginException;
    }

    /** Prepares the thread that waits; it starts once the state says that somebody has to do something. */
    private void prepare(Rest rest) {
        waiting = Optional.of(Thread.ofPlatform().daemon().name("login").unstarted(() -> {
            State result;
            try {
                result = rest.run();
            } catch (InterruptedException abandoned) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | LoginException failure) {
                result = new State.Failed(ErrorText.of(failure));
            }
            if (!Thread.currentThread().isInterrupted()) {
                state = result;
            }
        }));
    }

    private State pollForToken(ClientSecret client, String deviceCode, Duration firstInterval, Duration lifetime)
            throws IOException, InterruptedException, LoginException {
        long deadline = http.clock().nanoTime() + lifetime.toNanos();
        Duration interval = firstInterval.compareTo(MIN_POLL_INTERVAL) < 0 ? MIN_POLL_INTERVAL : firstInterval;
        while (http.clock().nanoTime() - deadline < 0) {
            http.clock().sleep(interval);
            HttpReply reply;
            try {
                reply = requestToken(
                        client,
                        Map.of(
                                "device_code",
                                deviceCode,
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:device_code"));
            } catch (IOException noNetwork) {
                // The code is still valid when it is back.
                continue;
            }
            String error = AccessTokens.json(reply).text("error").orElse("");
            if (error.equals("slow_down")) {
                Duration slower = interval.plus(SLOW_DOWN);
                interval = slower.compareTo(MAX_POLL_INTERVAL) > 0 ? MAX_POLL_INTERVAL : slower;
            } else if (!error.equals("authorization_pending") && reply.status() < 500) {
                return save(reply);
            }
        }
        throw new LoginException("the code has expired without having been entered: log in again");
    }

    private HttpReply requestToken(ClientSecret client, Map<String, String> fields)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(fields);
        all.put("client_id", client.id());
        all.put("client_secret", client.secret());
        return http.send(AccessTokens.form(settings.endpoints().token(), all));
    }

    private State save(HttpReply reply) throws IOException, LoginException {
        JsonObject json = AccessTokens.json(reply);
        String error = json.text("error").orElse("");
        if (error.equals("access_denied")) {
            throw new LoginException("access was denied in the browser: log in again and allow it; while the app is in"
                    + " testing, the account must be one of its test users");
        } else if (error.equals("expired_token") || error.equals("invalid_grant")) {
            throw new LoginException("the code has expired without having been entered: log in again");
        } else if (!reply.isSuccess() || json.text("refresh_token").isEmpty()) {
            throw new LoginException("Google does not complete the login (HTTP " + reply.status() + ", "
                    + AccessTokens.safe(error) + "): check the OAuth client in " + settings.clientFile());
        } else if (json.text("scope")
                .filter(granted -> !granted.contains(SCOPE))
                .isPresent()) {
            throw new LoginException("the login does not include YouTube: log in again and tick its box");
        }
        Instant now = http.clock().now();
        Optional<Instant> expiresAt = json.integer("refresh_token_expires_in")
                .filter(seconds -> seconds > 0)
                .map(now::plusSeconds);
        new TokenFile(settings.tokenFile())
                .write(new Login(json.text("refresh_token").orElseThrow(), expiresAt), now);
        return new State.Done(expiresAt);
    }

    /** Abandons a login that waits. */
    @Override
    public synchronized void close() {
        waiting.ifPresent(Thread::interrupt);
        waiting = Optional.empty();
        redirect.ifPresent(BrowserRedirect::close);
        redirect = Optional.empty();
        if (state instanceof State.Pending) {
            state = new State.None();
        }
    }
}
