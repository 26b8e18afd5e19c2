// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.util.Optional;

/**
 * Counters and state of one destination.
 *
 * @param dropped lines that were not delivered
 * @param truncated lines that were cut to Loki's limit
 * @param lagNanos age of the oldest unsent line; 0 when there is none
 */
record LogStats(
        long sent,
        long bytes,
        long requests,
        Dropped dropped,
        long truncated,
        long lagNanos,
        Optional<Long> lastSuccessMillis,
        Optional<String> problem) {

    static final LogStats ZERO =
            new LogStats(0, 0, 0, new Dropped(0, 0, 0, 0), 0, 0, Optional.empty(), Optional.empty());

    /**
     * Lines that were not delivered.
     *
     * @param tooOld older than the receiver accepts
     * @param rejected in batches that it rejected for good, of which it may have stored some lines
     * @param tooLarge single lines that exceed its request limit
     * @param unread parts of sources that were removed or unreadable before they could be sent
     */
    record Dropped(long tooOld, long rejected, long tooLarge, long unread) {}

    /** After polling the sources. */
    LogStats withPoll(long tooOld, long unread, long newLagNanos, Optional<String> newProblem) {
        Dropped newDropped = new Dropped(dropped.tooOld + tooOld, dropped.rejected, dropped.tooLarge, unread);
        return new LogStats(sent, bytes, requests, newDropped, truncated, newLagNanos, lastSuccessMillis, newProblem);
    }

    LogStats withTruncated() {
        return new LogStats(sent, bytes, requests, dropped, truncated + 1, lagNanos, lastSuccessMillis, problem);
    }

    LogStats withRequest(long bodyBytes) {
        return new LogStats(
                sent, bytes + bodyBytes, requests + 1, dropped, truncated, lagNanos, lastSuccessMillis, problem);
    }

    LogStats withSent(int lines, long millis) {
        return new LogStats(sent + lines, bytes, requests, dropped, truncated, lagNanos, Optional.of(millis), problem);
    }

    LogStats withRejected(int lines) {
        return withDropped(new Dropped(dropped.tooOld, dropped.rejected + lines, dropped.tooLarge, dropped.unread));
    }

    LogStats withTooLarge() {
        return withDropped(new Dropped(dropped.tooOld, dropped.rejected, dropped.tooLarge + 1, dropped.unread));
    }

    LogStats withProblem(Optional<String> newProblem) {
        return new LogStats(sent, bytes, requests, dropped, truncated, lagNanos, lastSuccessMillis, newProblem);
    }

    private LogStats withDropped(Dropped newDropped) {
        return new LogStats(sent, bytes, requests, newDropped, truncated, lagNanos, lastSuccessMillis, problem);
    }
}
