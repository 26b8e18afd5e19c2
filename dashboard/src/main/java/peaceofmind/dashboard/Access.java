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
import peaceofmind.foundation.secret.PasswordHash;
import peaceofmind.foundation.time.Clock;

/** Who may read, who may act, and from where: decided in one place. */
final class Access {

    static final String COOKIE = "peace_session";
    static final String CSRF_HEADER = "X-Peace-Token";
    private static final int MAX_HASH_FILE_BYTES = 1_000;

    private final DashboardConfig config;
    private final Sessions sessions;
    private final LoginLimit loginLimit;
    private final Set<String> allowedHosts = new HashSet<>(List.of("localhost", "127.0.0.1", "[::1]"));
    /** Each try costs a good part of a second of one processor: never two at once. */
    private final Semaphore passwordCheckPermit = new Semaphore(1);

    Access(DashboardConfig config, Clock clock) {
        this.config = config;
        this.sessions = new Sessions(clock, config.sessionLength());
        this.loginLimit = new LoginLimit(clock);
        allowedHosts.add(config.address().contains(":") ? "[" + config.address() + "]" : config.address());
        config.hostNames().forEach(name -> allowedHosts.add(name.toLowerCase(Locale.ROOT)));
    }

    Duration sessionLength() {
        return config.sessionLength();
    }

    boolean isPasswordSet() {
        return Files.exists(config.passwordHashFile());
    }

    /** A page of another site whose name is made to point here (DNS rebinding) calls us by that name: refused. */
    void checkHost(HttpExchange exchange) throws HttpError {
        String host = firstHeader(exchange, "Host").toLowerCase(Locale.ROOT);
        String name = host.replaceFirst(":\\d{1,5}$", "");
        if (!allowedHosts.contains(name) && !isOwnAddress(exchange, name)) {
            throw new HttpError(
                    421, "This device is not called \"" + name + "\" here: add the name to dashboard.host_names.");
        }
    }

    /** When it listens on every address, the one that was really called is right too: a number can't be rebound. */
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
                    return sessions.find(pair[1]);
                }
            }
        }
        return Optional.empty();
    }

    boolean mayRead(HttpExchange exchange) {
        return config.readWithoutLogin() || session(exchange).isPresent();
    }

    void checkMayRead(HttpExchange exchange) throws HttpError {
        if (!mayRead(exchange)) {
            throw new HttpError(401, "Log in first.");
        }
    }

    /** Acting needs a login, its token in a header, and a page of ours as its origin. */
    Session checkMayAct(HttpExchange exchange) throws HttpError {
        Session session = session(exchange).orElseThrow(() -> new HttpError(401, "Log in first."));
        if (!Sessions.equalsConstantTime(session.csrf(), firstHeader(exchange, CSRF_HEADER))) {
            throw new HttpError(403, "The request does not come from this page: reload it and try again.");
        }
        checkOrigin(exchange);
        return session;
    }

    /** A browser names the page that a request comes from. */
    void checkOrigin(HttpExchange exchange) throws HttpError {
        String origin = firstHeader(exchange, "Origin");
        if (!origin.isEmpty() && !origin.replaceFirst("^https?://", "").equalsIgnoreCase(firstHeader(exchange, "Host"))) {
            throw new HttpError(403, "The request comes from another site.");
        }
    }

    Session logIn(String address, String password) throws HttpError, InterruptedException {
        Duration wait = loginLimit.remainingWait(address);
        if (wait.isPositive()) {
            throw new HttpError(429, "Too many wrong passwords: try again in " + (wait.toSeconds() + 1) + " s.");
        }
        PasswordHash hash = readPasswordHash();
        passwordCheckPermit.acquire();
        try {
            if (!hash.matches(password.toCharArray())) {
                loginLimit.recordFailure(address);
                throw new HttpError(401, "That is not the password.");
            }
        } finally {
            passwordCheckPermit.release();
        }
        loginLimit.recordSuccess(address);
        return sessions.create();
    }

    void logOut(Session session) {
        sessions.remove(session.token());
    }

    /** Read anew each time: a changed password holds at once. */
    private PasswordHash readPasswordHash() throws HttpError {
        Path file = config.passwordHashFile();
        if (!Files.exists(file)) {
            throw new HttpError(403, "No password is set on this device: run 'sudo peace dashboard password' on it.");
        }
        try {
            String text = Files.size(file) > MAX_HASH_FILE_BYTES ? "" : Files.readString(file);
            return PasswordHash.parse(text)
                    .orElseThrow(() -> new HttpError(
                            500, file + " holds no password hash: run 'sudo peace dashboard password' on the device."));
        } catch (IOException unreadable) {
            throw new HttpError(500, "The password file can't be read by the agent: " + unreadable.getMessage());
        }
    }

    static String firstHeader(HttpExchange exchange, String header) {
        String value = exchange.getRequestHeaders().getFirst(header);
        return value == null ? "" : value;
    }
}
