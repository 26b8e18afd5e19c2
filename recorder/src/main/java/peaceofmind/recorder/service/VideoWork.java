// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.service.RecordingBackend.ActiveRecording;
import peaceofmind.recorder.service.RecordingBackend.CleanUpResult;

/**
 * The work that no recording waits for: finishing videos, salvaging and cleaning up, one after another on a separate worker. Failed work is
 * retried with increasing delays. For use by the main loop only; never blocks.
 */
final class VideoWork {

    private static final Duration CLEAN_UP_INTERVAL = Duration.ofHours(1);
    private static final Duration MIN_RETRY_DELAY = Duration.ofMinutes(1);
    private static final Duration MAX_RETRY_DELAY = Duration.ofMinutes(15);
    private static final int MAX_DOUBLINGS = 4;

    /** Finishing a long recording on a slow SD card takes a quarter of an hour, and several may have to be salvaged before. */
    private static final Duration FINISH_TIMEOUT = Duration.ofMinutes(45);

    private final RecordingBackend backend;
    private final ExecutorService worker;
    private final Clock clock;
    private final Log log;
    private final Deque<Finishing> finishing = new ArrayDeque<>();
    private Optional<Task<CleanUpResult>> cleanUp = Optional.empty();
    private Optional<Long> nextCleanUpAt = Optional.empty();
    private int failedCleanUps;
    private boolean spaceNeeded;
    private Optional<Long> lastSpaceCleanUpAt = Optional.empty();

    private record Finishing(Task<String> task, long startedAt) {}

    VideoWork(RecordingBackend backend, ExecutorService worker, Clock clock, Log log) {
        this.backend = backend;
        this.worker = worker;
        this.clock = clock;
        this.log = log;
    }

    /** Makes a video of a recording that has stopped. */
    void finish(ActiveRecording recording) {
        finishing.add(new Finishing(Task.start(worker, () -> backend.finishRecording(recording)), clock.nanoTime()));
    }

    /** Whether a recording is still being made into a video. */
    boolean isFinishing() {
        return !finishing.isEmpty();
    }

    /** Why finishing videos appears to hang. The work continues nevertheless. */
    Optional<String> delayReason(long now) {
        return Optional.ofNullable(finishing.peek())
                .filter(oldest -> now - oldest.startedAt() >= FINISH_TIMEOUT.toNanos())
                .map(_ -> "no progress for " + FINISH_TIMEOUT.toMinutes()
                        + " min while finishing videos: the disk hangs");
    }

    /** Whether there is too little space to record: the clean-up runs at once, and every minute until there is enough. */
    void setSpaceNeeded(boolean needed) {
        spaceNeeded = needed;
        if (!needed) {
            lastSpaceCleanUpAt = Optional.empty();
        }
    }

    private boolean isSpaceCleanUpDue(long now) {
        return spaceNeeded
                && lastSpaceCleanUpAt
                        .filter(last -> now - last < MIN_RETRY_DELAY.toNanos())
                        .isEmpty();
    }

    /** Starts what is due and logs what is done; returns the error of a recording that could not be finished. */
    Optional<String> tick(long now) {
        pollCleanUp(now);
        boolean due = nextCleanUpAt.filter(at -> now - at >= 0).isPresent()
                || isSpaceCleanUpDue(now)
                || (failedCleanUps == 0 && backend.isCleanUpDue());
        if (due && cleanUp.isEmpty()) {
            lastSpaceCleanUpAt = spaceNeeded ? Optional.of(now) : Optional.empty();
            startCleanUp();
        }
        return pollFinishing(now);
    }

    private Optional<String> pollFinishing(long now) {
        Finishing oldest = finishing.peek();
        if (oldest == null || !oldest.task().isDone()) {
            return Optional.empty();
        }
        finishing.remove();
        Task.TaskResult<String> result = oldest.task().result();
        result.value().ifPresent(log::info);
        if (result.value().isPresent()) {
            return Optional.empty();
        }
        // The raw recording was kept: it is salvaged later.
        retryCleanUp(now);
        return Optional.of(result.error());
    }

    /** Cleans up now; false when that is already running. */
    boolean requestCleanUp() {
        if (cleanUp.isPresent()) {
            return false;
        }
        startCleanUp();
        return true;
    }

    private void startCleanUp() {
        nextCleanUpAt = Optional.empty();
        cleanUp = Optional.of(Task.start(worker, backend::cleanUp));
    }

    private void pollCleanUp(long now) {
        if (cleanUp.isEmpty() || !cleanUp.get().isDone()) {
            return;
        }
        Task.TaskResult<CleanUpResult> result = cleanUp.get().result();
        cleanUp = Optional.empty();
        result.value().flatMap(CleanUpResult::summary).ifPresent(log::info);
        if (result.value().isEmpty()) {
            log.warn("clean-up: " + result.error());
        }
        if (result.value().filter(CleanUpResult::complete).isPresent()) {
            failedCleanUps = 0;
            schedule(now, CLEAN_UP_INTERVAL);
        } else {
            retryCleanUp(now);
        }
    }

    private void retryCleanUp(long now) {
        Duration delay = MIN_RETRY_DELAY.multipliedBy(1L << Math.min(failedCleanUps, MAX_DOUBLINGS));
        failedCleanUps++;
        schedule(now, delay.compareTo(MAX_RETRY_DELAY) > 0 ? MAX_RETRY_DELAY : delay);
    }

    /** Never later than what is already scheduled. */
    private void schedule(long now, Duration delay) {
        long at = now + delay.toNanos();
        nextCleanUpAt =
                Optional.of(nextCleanUpAt.filter(planned -> planned - at < 0).orElse(at));
    }

    /** Increments the persistent error counter. */
    void countError() {
        try {
            worker.execute(() -> {
                try {
                    backend.countError();
                } catch (RecordingException notCounted) {
                    log.warn("the error could not be counted in the database: " + notCounted.getMessage());
                }
            });
        } catch (RejectedExecutionException stopping) {
            log.warn("the error could not be counted: the recorder is stopping");
        }
    }
}
