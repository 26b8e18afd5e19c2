// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;
import peaceofmind.metrics.Series;

/**
 * The series that a receiver has rejected, and that are not sent for a while. A rejection for its time (out of order, too old) says nothing
 * about the series' next sample: only if it happens again soon, the series is excluded. Thread-safe.
 */
final class RejectedSeries {

    /** Afterwards the series is sent again: the limit may have been raised. */
    static final Duration EXCLUSION = Duration.ofHours(1);

    private static final Duration REPETITION = Duration.ofMinutes(10);
    private static final int MAX_SERIES = 1_000;

    private static final Pattern TIME_REASON = Pattern.compile(
            "out[ -]of[ -](order|bounds)|too[ -]old|too far in the (past|future)|duplicate sample",
            Pattern.CASE_INSENSITIVE);

    private record Rejection(long atNanos, boolean excluded) {}

    /** Oldest first. */
    private final LinkedHashMap<Series, Rejection> rejections = new LinkedHashMap<>();

    /**
     * The receiver has rejected samples of a series.
     *
     * @return whether the series is excluded from now on
     */
    synchronized boolean add(Series series, String reason, long nowNanos) {
        removeExpired(nowNanos);
        Rejection previous = rejections.remove(series);
        boolean repeated = previous != null && nowNanos - previous.atNanos <= REPETITION.toNanos();
        boolean excluded = repeated || !isAboutTime(reason);
        rejections.put(series, new Rejection(nowNanos, excluded));
        if (rejections.size() > MAX_SERIES) {
            rejections.pollFirstEntry();
        }
        return excluded;
    }

    /** Whether the reason concerns the time of a sample, not its series. */
    static boolean isAboutTime(String reason) {
        return TIME_REASON.matcher(reason).find();
    }

    /** Whether no series is excluded: the usual case, which costs nothing. */
    synchronized boolean isEmpty(long nowNanos) {
        removeExpired(nowNanos);
        return rejections.values().stream().noneMatch(Rejection::excluded);
    }

    synchronized boolean excludes(Series series) {
        Rejection rejection = rejections.get(series);
        return rejection != null && rejection.excluded;
    }

    /** How many series are excluded. */
    synchronized long size(long nowNanos) {
        removeExpired(nowNanos);
        return rejections.values().stream().filter(Rejection::excluded).count();
    }

    private void removeExpired(long nowNanos) {
        rejections.values().removeIf(rejection -> nowNanos - rejection.atNanos > EXCLUSION.toNanos());
    }
}
