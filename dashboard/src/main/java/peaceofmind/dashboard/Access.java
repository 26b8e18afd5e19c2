// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import peaceofmind.dashboard.Sessions.Session;
import peaceofmind.foundation.http.ClientLimits;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.secret.PasswordHash;
import peaceofmind.foundation.time.Clock;

/** Decides, in one place, who may read, who may act, and from where. */
final class Access {

    static final String COOKIE = "peace_session";
    static final String CSRF_HEADER = "X-Peace-Token";
    private static final int MAX_HASH_FILE_BYTES = 1_000;

    private final DashboardConfig config;
    private final Sessions sessions;
    private final LoginLimit loginLimit;
    private final ReverseProxy proxy;
    /** Of the last login attempt; empty before the first. */
    private String lastPasswordHash = "";

    private final Set<String> allowedHosts = new HashSet<>(List.of("localhost", "127.0.0.1", "[::1]"));
    /** Hashing a password keeps a processor busy for a good part of a second, so only one is checked at a time. */
    private final Semaphore passwordCheckPermit = new Semaphore(1);

    Access(DashboardConfig config, Clock clock) {
        this.config = config;
        this.sessions = new Sessions(clock, config.sessionLength());
        this.loginLimit = new LoginLimit(clock);
        this.proxy = config.proxy();
        allowedHosts.add(config.address().contains(":") ? "[" + config.address() + "]" : config.address());
        config.hostNames().forEach(name -> allowedHosts.add(name.toLowerCase(Locale.ROOT)));
    }

    Duration sessionLength() {
        return config.sessionLength();
    }

    boolean isPasswordSet() {
        return Files.exists(config.passwordHashFile());
    }

    /** Rejects host names that are not ours: another site may have made its name resolve to this device (DNS rebinding). */
    void checkHost(HttpExchange exchange) throws HttpError {
        String host = proxy.host(exchange).toLowerCase(Locale.ROOT);
        String name = host.replaceFirst(":\\d{1,5}$", "");
        if (!allowedHosts.contains(name) && !isOwnAddress(exchange, name)) {
            throw new HttpError(421, "Unknown host name \"" + name + "\": add it to dashboard.host_names.");
        }
    }

    /** The local address of the connection is allowed too: an IP address cannot be rebound. */
    private static boolean isOwnAddress(HttpExchange exchange, String name) {
        InetAddress local = exchange.getLocalAddress().getAddress();
        return local != null
                && (name.equals(local.getHostAddress()) || name.equals("[" + local.getHostAddress() + "]"));
    }

    Optional<Session> session(HttpExchange exchange) {
        for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
            for (String cookie : header.split(";", 50)) {
                String[] pair = cookie.strip().split("=", 2);
                if (pair.length == 2 && pair[0].equals(COOKIE)) {
                    return findSession(pair[1]);
                }
            }
        }
        return Optional.empty();
    }

    /** None while the password's file cannot be read: whether it has changed is not known then. */
    private Optional<Session> findSession(String token) {
        try {
            return sessions.find(token, readHashText());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    boolean mayRead(HttpExchange exchange) {
        return config.readWithoutLogin() || session(exchange).isPresent();
    }

    void checkMayRead(HttpExchange exchange) throws HttpError {
        if (!mayRead(exchange)) {
            throw new HttpError(401, "Log in first.");
        }
    }

    /** What is recorded shows people: it requires a login also where the state may be read without one. */
    void checkLoggedIn(HttpExchange exchange) throws HttpError {
        if (session(exchange).isEmpty()) {
            throw new HttpError(401, "Log in first.");
        }
    }

    /** Actions require a login, its token in a header, and one of our own pages as their origin. */
    Session checkMayAct(HttpExchange exchange) throws HttpError {
        Session session = session(exchange).orElseThrow(() -> new HttpError(401, "Log in first."));
        if (!Sessions.equalsConstantTime(session.csrf(), firstHeader(exchange, CSRF_HEADER))) {
            throw new HttpError(403, "The request does not come from this page: reload it and try again.");
        }
        checkOrigin(exchange);
        return session;
    }

    /** Browsers name the site that a request comes from. */
    void checkOrigin(HttpExchange exchange) throws HttpError {
        String origin = firstHeader(exchange, "Origin");
        if (!origin.isEmpty() && !origin.replaceFirst("^https?://", "").equalsIgnoreCase(proxy.host(exchange))) {
            throw new HttpError(403, "The request comes from another website.");
        }
    }

    /** Checks a password; a client must wait when there were too many wrong ones. */
    Session logIn(HttpExchange exchange, String password) throws HttpError, InterruptedException {
        Optional<Session> current = session(exchange);
        String client =
                current.map(Session::token).orElseGet(() -> ClientLimits.clientOf(proxy.clientAddress(exchange)));
        passwordCheckPermit.acquire();
        try {
            String hashText = passwordHashText();
            resetLimitOfAnotherPassword(hashText);
            // With the permit: of many attempts that are sent at once, the later ones must know the failures of the
            // others.
            checkMayTry(client, current.isPresent());
            if (!parse(hashText).matches(password.toCharArray())) {
                loginLimit.recordFailure(client, current.isPresent());
                throw new HttpError(401, "Wrong password.");
            }
            loginLimit.recordSuccess(ClientLimits.clientOf(proxy.clientAddress(exchange)));
            return sessions.create(hashText);
        } finally {
            passwordCheckPermit.release();
        }
    }

    private void checkMayTry(String client, boolean loggedIn) throws HttpError {
        Duration wait = loginLimit.remainingWait(client, loggedIn);
        if (wait.isPositive()) {
            throw new HttpError(429, "Too many wrong passwords: try again in " + (wait.toSeconds() + 1) + " s.");
        }
    }

    /** The owner who sets a new password must not wait for the guesses at the old one. Called with the permit only. */
    private void resetLimitOfAnotherPassword(String hashText) {
        if (!lastPasswordHash.isEmpty() && !lastPasswordHash.equals(hashText)) {
            loginLimit.reset();
        }
        lastPasswordHash = hashText;
    }

    void logOut(Session session) {
        sessions.remove(session.token());
    }

    /** Read on each login: a changed password takes effect immediately. */
    private String passwordHashText() throws HttpError {
        if (!isPasswordSet()) {
            throw new HttpError(403, "No password is set on this device: run 'sudo peace dashboard password' on it.");
        }
        try {
            return readHashText();
        } catch (IOException unreadable) {
            throw new HttpError(500, "The agent cannot read the password file: " + ErrorText.of(unreadable));
        }
    }

    private PasswordHash parse(String hashText) throws HttpError {
        return PasswordHash.parse(hashText)
                .orElseThrow(
                        () -> new HttpError(
                                500,
                                config.passwordHashFile()
                                        + " does not contain a password hash: run 'sudo peace dashboard password' on the device."));
    }

    /** The content of the password's file; empty when it does not exist or is too large to be a hash. */
    private String readHashText() throws IOException {
        Path file = config.passwordHashFile();
        return Files.exists(file) && Files.size(file) <= MAX_HASH_FILE_BYTES
                ? Files.readString(file).strip()
                : "";
    }

    /** For who acted, in logs and the watchdog's journal. */
    String clientAddress(HttpExchange exchange) {
        return proxy.clientAddress(exchange).getHostAddress();
    }

    ReverseProxy proxy() {
        return proxy;
    }

    static String firstHeader(HttpExchange exchange, String header) {
        String value = exchange.getRequestHeaders().getFirst(header);
        return value == null ? "" : value;
    }
}
