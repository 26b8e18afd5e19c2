// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;

/**
 * The current logins, in memory only: a restart of the agent ends them, and so does another password. Their number is bounded; the oldest
 * is dropped.
 */
final class Sessions {

    private static final int MAX_SESSIONS = 32;
    private static final int TOKEN_BYTES = 32;

    /**
     * A login.
     *
     * @param token value of the cookie
     * @param csrf value of a header that actions must send, which other sites cannot know
     * @param passwordHash of the password that was used, as stored in its file
     */
    record Session(String token, String csrf, String passwordHash, long startNanos) {}

    private final Clock clock;
    private final Duration length;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    Sessions(Clock clock, Duration length) {
        this.clock = clock;
        this.length = length;
    }

    synchronized Session create(String passwordHash) {
        Session session = new Session(randomToken(), randomToken(), passwordHash, clock.nanoTime());
        if (sessions.size() >= MAX_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        sessions.put(session.token(), session);
        return session;
    }

    /** @param passwordHash the current one, as stored in its file: sessions that were started with another one are over */
    synchronized Optional<Session> find(String token, String passwordHash) {
        sessions.values()
                .removeIf(session -> clock.nanoTime() - session.startNanos() > length.toNanos()
                        || !session.passwordHash().equals(passwordHash));
        return Optional.ofNullable(sessions.get(token));
    }

    synchronized void remove(String token) {
        sessions.remove(token);
    }

    /** Compares in constant time. */
    static boolean equalsConstantTime(String expected, String actual) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
    }

    private String randomToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
