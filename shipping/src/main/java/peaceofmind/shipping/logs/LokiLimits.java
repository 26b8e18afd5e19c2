package peaceofmind.shipping.logs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** What a Loki with its defaults takes, seen on Loki 3.7. */
final class LokiLimits {

    /** Of one line in UTF-8; one more is refused. */
    static final int MAX_LINE_BYTES = 256 * 1024;

    static final Duration MAX_AGE = Duration.ofDays(7);

    static final Duration MAX_AHEAD = Duration.ofMinutes(10);

    /** How far a line may lie behind the newest one of its stream is an hour: some minutes are left for the way. */
    static final Duration MAX_BEHIND = Duration.ofMinutes(55);

    /** No release of this program is older: a clock before it has not been set. */
    static final Instant MIN_PLAUSIBLE_TIME = Instant.parse("2026-01-01T00:00:00Z");

    static final int MAX_LABEL_VALUE_BYTES = 2048;

    private static final int TRUNCATION_MARK_BYTES = 64;

    private LokiLimits() {}

    /** The line, or its beginning with a mark that says how much is missing. */
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
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + " … [cut: " + (bytes.length - end) + " bytes more]";
    }

    static long nanos(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    }

    /** That line's time, but not so far behind the newest one of its source that Loki would refuse it. */
    static long clampToOrder(long nanos, long newest) {
        return Math.max(nanos, newest - MAX_BEHIND.toNanos());
    }
}
