package peaceofmind.agent.ship.logs;

import java.util.Optional;

/**
 * How one destination fares.
 *
 * @param tooOld lines that the receiver would refuse for their age
 * @param rejected lines of batches that it refused for good; it may have stored a part of them
 * @param unread parts of sources that were gone or unreadable before they could be sent
 * @param cut lines that were sent without their end
 * @param lagNanos age of the oldest line that waits; 0 when none does
 */
record LogTally(
        long sent,
        long bytes,
        long requests,
        long tooOld,
        long rejected,
        long unread,
        long cut,
        long lagNanos,
        Optional<Long> lastSuccessMillis,
        Optional<String> problem) {

    LogTally withCut() {
        return new LogTally(
                sent, bytes, requests, tooOld, rejected, unread, cut + 1, lagNanos, lastSuccessMillis, problem);
    }

    LogTally withRequest(long body) {
        return new LogTally(
                sent, bytes + body, requests + 1, tooOld, rejected, unread, cut, lagNanos, lastSuccessMillis, problem);
    }

    LogTally withSent(int lines, long millis) {
        return new LogTally(
                sent + lines, bytes, requests, tooOld, rejected, unread, cut, lagNanos, Optional.of(millis), problem);
    }

    LogTally withRejected(int lines) {
        return new LogTally(
                sent, bytes, requests, tooOld, rejected + lines, unread, cut, lagNanos, lastSuccessMillis, problem);
    }

    LogTally withProblem(Optional<String> words) {
        return new LogTally(sent, bytes, requests, tooOld, rejected, unread, cut, lagNanos, lastSuccessMillis, words);
    }
}
