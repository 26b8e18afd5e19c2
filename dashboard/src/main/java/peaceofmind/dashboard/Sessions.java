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

/** The current logins, in memory only: a restart of the agent ends them. Their number is bounded; the oldest is dropped. */
final class Sessions {

    private static final int MAX_SESSIONS = 32;
    private static final int TOKEN_BYTES = 32;

    /**
     * A login.
     *
     * @param token value of the cookie
     * @param csrf value of a header that actions must send, which other sites cannot know
     */
    record Session(String token, String csrf, long startNanos) {}

    private final Clock clock;
    private final Duration length;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    Sessions(Clock clock, Duration length) {
        this.clock = clock;
        this.length = length;
    }

    synchronized Session create() {
        Session session = new Session(randomToken(), randomToken(), clock.nanoTime());
        if (sessions.size() >= MAX_SESSIONS) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        sessions.put(session.token(), session);
        return session;
    }

    synchronized Optional<Session> find(String token) {
        sessions.values().removeIf(session -> clock.nanoTime() - session.startNanos() > length.toNanos());
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
