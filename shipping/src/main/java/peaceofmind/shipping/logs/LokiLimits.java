// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Limits of Loki with its default configuration, as observed on Loki 3.7. */
final class LokiLimits {

    /** Of one line in UTF-8. */
    static final int MAX_LINE_BYTES = 256 * 1024;

    static final Duration MAX_AGE = Duration.ofDays(7);

    static final Duration MAX_AHEAD = Duration.ofMinutes(10);

    /** How far a line may lag behind the newest one of its stream: Loki's limit is an hour, minus a margin for the transfer. */
    static final Duration MAX_BEHIND = Duration.ofMinutes(55);

    /** No release of this program is older: an earlier clock has not been set. */
    static final Instant MIN_PLAUSIBLE_TIME = Instant.parse("2026-01-01T00:00:00Z");

    static final int MAX_LABEL_VALUE_BYTES = 2048;

    private static final int TRUNCATION_MARK_BYTES = 64;

    private LokiLimits() {}

    /** The line, or as much of it as fits, with a note of how much was cut. */
    static String truncate(String line) {
        if (line.length() <= MAX_LINE_BYTES / 3) {
            return line;
        }
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_LINE_BYTES) {
            return line;
        }
        int end = MAX_LINE_BYTES - TRUNCATION_MARK_BYTES;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + " … [truncated: " + (bytes.length - end)
                + " more bytes]";
    }

    static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    }

    /** The newest timestamp of a source, unless it is so far ahead that Loki cannot have accepted it. */
    static long plausibleNewest(long newest, long now) {
        return newest > now + MAX_AHEAD.toNanos() + MAX_BEHIND.toNanos() ? now : newest;
    }

    /** Moves a timestamp forward if it lags so far behind its source's newest that Loki would reject the line. */
    static long clampToOrder(long nanos, long newest) {
        return Math.max(nanos, newest - MAX_BEHIND.toNanos());
    }
}
