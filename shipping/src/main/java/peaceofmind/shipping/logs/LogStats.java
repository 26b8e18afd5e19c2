package peaceofmind.shipping.logs;

import java.util.Optional;

/**
 * How one destination fares.
 *
 * @param dropped lines that did not get there
 * @param truncated lines that were sent without their end
 * @param lagNanos age of the oldest line that waits; 0 when none does
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
     * Lines that did not get there.
     *
     * @param tooOld that the receiver would refuse for their age
     * @param rejected of batches that it refused for good; it may have stored a part of them
     * @param tooLarge single ones that are too large a request for it
     * @param unread parts of sources that were gone or unreadable before they could be sent
     */
    record Dropped(long tooOld, long rejected, long tooLarge, long unread) {}

    /** After a look at the sources. */
    LogStats withPoll(long tooOld, long unread, long newLagNanos, Optional<String> newProblem) {
        Dropped newDropped = new Dropped(dropped.tooOld + tooOld, dropped.rejected, dropped.tooLarge, unread);
        return new LogStats(sent, bytes, requests, newDropped, truncated, newLagNanos, lastSuccessMillis, newProblem);
    }

    LogStats withTruncated() {
        return new LogStats(sent, bytes, requests, dropped, truncated + 1, lagNanos, lastSuccessMillis, problem);
    }

    LogStats withRequest(long bodyBytes) {
        return new LogStats(sent, bytes + bodyBytes, requests + 1, dropped, truncated, lagNanos, lastSuccessMillis, problem);
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
