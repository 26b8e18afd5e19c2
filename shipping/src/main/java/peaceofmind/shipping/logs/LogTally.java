package peaceofmind.shipping.logs;

import java.util.Optional;

/**
 * How one destination fares.
 *
 * @param dropped lines that did not get there
 * @param cut lines that were sent without their end
 * @param lagNanos age of the oldest line that waits; 0 when none does
 */
record LogTally(
        long sent,
        long bytes,
        long requests,
        Dropped dropped,
        long cut,
        long lagNanos,
        Optional<Long> lastSuccessMillis,
        Optional<String> problem) {

    static final LogTally NOTHING =
            new LogTally(0, 0, 0, new Dropped(0, 0, 0, 0), 0, 0, Optional.empty(), Optional.empty());

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
    LogTally looked(long older, long unread, long lag, Optional<String> words) {
        Dropped all = new Dropped(dropped.tooOld + older, dropped.rejected, dropped.tooLarge, unread);
        return new LogTally(sent, bytes, requests, all, cut, lag, lastSuccessMillis, words);
    }

    LogTally withCut() {
        return new LogTally(sent, bytes, requests, dropped, cut + 1, lagNanos, lastSuccessMillis, problem);
    }

    LogTally withRequest(long body) {
        return new LogTally(sent, bytes + body, requests + 1, dropped, cut, lagNanos, lastSuccessMillis, problem);
    }

    LogTally withSent(int lines, long millis) {
        return new LogTally(sent + lines, bytes, requests, dropped, cut, lagNanos, Optional.of(millis), problem);
    }

    LogTally withRejected(int lines) {
        return with(new Dropped(dropped.tooOld, dropped.rejected + lines, dropped.tooLarge, dropped.unread));
    }

    LogTally withTooLarge() {
        return with(new Dropped(dropped.tooOld, dropped.rejected, dropped.tooLarge + 1, dropped.unread));
    }

    LogTally withProblem(Optional<String> words) {
        return new LogTally(sent, bytes, requests, dropped, cut, lagNanos, lastSuccessMillis, words);
    }

    private LogTally with(Dropped more) {
        return new LogTally(sent, bytes, requests, more, cut, lagNanos, lastSuccessMillis, problem);
    }
}
