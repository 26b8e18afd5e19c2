// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.secret.BcryptHash;
import peaceofmind.foundation.time.Clock;

/**
 * Basic authentication (RFC 7617) by bcrypt hashes. A hash takes a good part of a second, so what was right is not hashed again at each
 * scrape, one password is checked at a time, and a client with many wrong ones must wait. Thread-safe.
 */
public final class BasicAuth {

    /** What a request gets. */
    public enum Decision {
        ALLOWED,
        /** No credentials, or wrong ones. */
        DENIED,
        /** Not checked: this client, or all of them, sent too many wrong ones. */
        LATER
    }

    private static final int FREE_FAILURES = 10;
    private static final Duration FAILURE_WAIT = Duration.ofSeconds(10);
    private static final Duration CHECK_WAIT = Duration.ofSeconds(3);
    private static final int MAX_CLIENTS = 256;
    private static final int MAX_CACHED = 16;
    private static final int MAX_HEADER_CHARS = 1_000;

    private record Failures(int count, long lastNanos) {}

    private final Clock clock;
    private final byte[] cacheKey = new byte[16];
    private final Set<String> rightOnes = new LinkedHashSet<>();
    private final Map<String, Failures> failures = new LinkedHashMap<>();
    private final Semaphore checkPermit = new Semaphore(1, true);

    public BasicAuth(Clock clock) {
        this.clock = clock;
        new SecureRandom().nextBytes(cacheKey);
    }

    /**
     * Checks a request.
     *
     * @param users passwords by user name; everybody is allowed when there are none
     * @param header {@code Authorization}; may be empty
     * @param client as by {@link ClientLimits#clientOf}
     */
    public Decision check(Map<String, BcryptHash> users, String header, String client) throws InterruptedException {
        if (users.isEmpty()) {
            return Decision.ALLOWED;
        }
        Optional<String> credentials = decode(header);
        if (credentials.isEmpty()) {
            return Decision.DENIED;
        }
        String user = credentials.get().substring(0, credentials.get().indexOf(':'));
        String password = credentials.get().substring(user.length() + 1);
        // For a user who does not exist, another one's hash: the time that it takes must not differ.
        BcryptHash hash = users.getOrDefault(user, users.values().iterator().next());
        String cached = fingerprint(hash.text() + ":" + credentials.get());
        if (isRight(cached)) {
            return Decision.ALLOWED;
        }
        if (mustWait(client) || !checkPermit.tryAcquire(CHECK_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
            return Decision.LATER;
        }
        try {
            boolean right = hash.matches(password) && users.containsKey(user);
            record(right, cached, client);
            return right ? Decision.ALLOWED : Decision.DENIED;
        } finally {
            checkPermit.release();
        }
    }

    /** User and password, with a colon between them. */
    private static Optional<String> decode(String header) {
        if (header.length() > MAX_HEADER_CHARS || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(
                            Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8))
                    .filter(text -> text.indexOf(':') >= 0);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private synchronized boolean isRight(String cached) {
        return rightOnes.contains(cached);
    }

    private synchronized boolean mustWait(String client) {
        Failures previous = failures.get(client);
        return previous != null
                && previous.count >= FREE_FAILURES
                && clock.nanoTime() - previous.lastNanos < FAILURE_WAIT.toNanos();
    }

    private synchronized void record(boolean right, String cached, String client) {
        Failures previous = failures.remove(client);
        if (right) {
            if (rightOnes.size() >= MAX_CACHED) {
                rightOnes.remove(rightOnes.iterator().next());
            }
            rightOnes.add(cached);
            return;
        }
        if (failures.size() >= MAX_CLIENTS) {
            failures.remove(failures.keySet().iterator().next());
        }
        failures.put(client, new Failures(previous == null ? 1 : previous.count + 1, clock.nanoTime()));
    }

    /** Not the password itself: a dump of the memory must not contain it for longer than a request. */
    private String fingerprint(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(cacheKey);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
