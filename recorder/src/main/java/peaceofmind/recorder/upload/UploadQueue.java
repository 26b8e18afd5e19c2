// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.Video;
import peaceofmind.recorder.storage.VideoStatus;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;

/**
 * Uploads pending videos on its own thread, new ones first, one at a time. A failed upload is retried after a delay, preferably while
 * nothing is being recorded: a few times soon, and then more and more rarely, for as long as the video is kept. While the target is away nothing counts as
 * failed; it is tried again more and more rarely, too. The queue is the table of videos, and therefore persistent.
 */
public final class UploadQueue implements AutoCloseable {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration ERROR_RETRY_DELAY = Duration.ofSeconds(10);
    private static final Duration MAX_CHECK_INTERVAL = Duration.ofMinutes(1);
    private static final Duration MAX_WAIT_FOR_IDLE = Duration.ofHours(1);
    private static final Duration MIN_PAUSE = Duration.ofSeconds(30);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(15);
    private static final int MAX_DOUBLINGS = 5;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final VideoStore store;
    private final UploadTarget target;
    private final RetryPolicy retryPolicy;
    private final Clock clock;
    private final Log log;
    private final BooleanSupplier idle;
    private final Thread thread;
    private int unavailableCount;
    private long pausedUntil;
    private long lastRefusedId;
    private long checkedChanges;
    private boolean checkedIdle;
    private Optional<Long> nextCheckAt = Optional.empty();
    private volatile Optional<String> currentlyUploading = Optional.empty();
    private Optional<Long> targetCheckedAt = Optional.empty();
    private volatile Optional<Boolean> targetUp = Optional.empty();
    private volatile long pendingCount;
    private volatile long failedCount;

    /**
     * When failed uploads are retried.
     *
     * @param maxRetries after the usual delay, not counting the first attempt; each further delay is twice as long, up to a day
     */
    public record RetryPolicy(int maxRetries, Duration retryDelay) {

        private static final Duration MAX_DELAY = Duration.ofDays(1);
        private static final int MAX_DELAY_DOUBLINGS = 20;

        /** How long to wait after that number of failed attempts. */
        Duration delayAfter(int attempts) {
            int doublings = Math.clamp((long) attempts - maxRetries, 0, MAX_DELAY_DOUBLINGS);
            Duration delay = retryDelay.multipliedBy(1L << doublings);
            Duration limit = retryDelay.compareTo(MAX_DELAY) > 0 ? retryDelay : MAX_DELAY;
            return delay.compareTo(limit) > 0 ? limit : delay;
        }
    }

    private UploadQueue(
            VideoStore store,
            UploadTarget target,
            RetryPolicy retryPolicy,
            Clock clock,
            Log log,
            BooleanSupplier idle) {
        this.store = store;
        this.target = target;
        this.retryPolicy = retryPolicy;
        this.clock = clock;
        this.log = log;
        this.idle = idle;
        this.thread = Thread.ofPlatform().daemon().name("uploads").unstarted(this::run);
    }

    /**
     * Starts uploading.
     *
     * @param idle whether nothing is being recorded
     */
    public static UploadQueue start(
            VideoStore store,
            UploadTarget target,
            RetryPolicy retryPolicy,
            Clock clock,
            Log log,
            BooleanSupplier idle) {
        UploadQueue queue = unstarted(store, target, retryPolicy, clock, log, idle);
        queue.thread.start();
        return queue;
    }

    /** A queue without its thread: the caller runs each step. */
    static UploadQueue unstarted(
            VideoStore store,
            UploadTarget target,
            RetryPolicy retryPolicy,
            Clock clock,
            Log log,
            BooleanSupplier idle) {
        return new UploadQueue(store, target, retryPolicy, clock, log, idle);
    }

    /** Number of pending videos at the last check; never waits for the database. */
    public long pendingCount() {
        return pendingCount;
    }

    /** Whether the target could be used at the last check or upload; empty before the first one. */
    public Optional<Boolean> targetUp() {
        return targetUp;
    }

    /** The file name of the video being uploaded. */
    public Optional<String> currentlyUploading() {
        return currentlyUploading;
    }

    /** Number of videos whose upload has failed more often than the usual retries, at the last check. */
    public long failedCount() {
        return failedCount;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Duration delay = POLL_INTERVAL;
                try {
                    if (runOnce()) {
                        continue;
                    }
                } catch (StorageException problem) {
                    log.warn("uploads paused: " + problem.getMessage());
                    delay = ERROR_RETRY_DELAY;
                } catch (RuntimeException defect) {
                    log.error("uploads paused: internal error: " + ErrorText.of(defect));
                    delay = ERROR_RETRY_DELAY;
                }
                clock.sleep(delay);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Uploads the next video that is due; false when there is none. As long as nothing has changed and nothing is due, the database is not
     * queried: thousands of videos may be waiting for a share for weeks.
     */
    boolean runOnce() throws StorageException, InterruptedException {
        if (!isCheckDue()) {
            return false;
        }
        checkTarget();
        resetStale();
        pendingCount = store.count(VideoStatus.PENDING);
        failedCount = store.count(VideoStatus.FAILED);
        if (isPaused()) {
            checkAgainIn(MAX_CHECK_INTERVAL);
            checkAgainIn(Duration.ofNanos(pausedUntil - clock.nanoTime()));
            return false;
        }
        Optional<Video> next = next();
        if (next.isEmpty()) {
            checkAgainIn(MAX_CHECK_INTERVAL);
            return false;
        }
        Video video = next.get();
        store.markUploading(video);
        currentlyUploading = Optional.of(video.fileName());
        try {
            saveResult(video, upload(video));
        } catch (InterruptedException interrupted) {
            markInterrupted(video);
            throw interrupted;
        } finally {
            currentlyUploading = Optional.empty();
        }
        return true;
    }

    /** Once a minute, also when nothing waits: a share that is away is noticed before it is needed. */
    private void checkTarget() {
        long now = clock.nanoTime();
        if (targetCheckedAt
                .filter(at -> now - at < MAX_CHECK_INTERVAL.toNanos())
                .isEmpty()) {
            targetCheckedAt = Optional.of(now);
            targetUp = Optional.of(target.problem().isEmpty() && unavailableCount == 0);
        }
    }

    /** Whether something has changed or become due since the last check; at least once a minute, since other programs may change rows. */
    private boolean isCheckDue() {
        long changes = store.changes();
        boolean currentlyIdle = idle.getAsBoolean();
        boolean due = changes != checkedChanges
                || currentlyIdle != checkedIdle
                || nextCheckAt.filter(at -> clock.nanoTime() - at < 0).isEmpty();
        if (due) {
            checkedChanges = changes;
            checkedIdle = currentlyIdle;
            // After an error the next check is due at once.
            nextCheckAt = Optional.empty();
        }
        return due;
    }

    private void checkAgainIn(Duration delay) {
        long at = clock.nanoTime() + delay.toNanos();
        nextCheckAt =
                Optional.of(nextCheckAt.filter(planned -> planned - at < 0).orElse(at));
    }

    /** Nothing else uploads: a video still marked as in progress is from an upload whose result could not be saved. It is uploaded again. */
    private void resetStale() throws StorageException {
        for (Video stale : store.all(VideoStatus.IN_PROGRESS)) {
            store.markInterrupted(stale);
            log.warn(stale.fileName() + " is pending again: the result of its upload could not be saved");
        }
    }

    /** An unexpected exception counts as a failed attempt, or else one video could block all others forever. */
    private UploadResult upload(Video video) throws InterruptedException {
        try {
            return target.upload(video.path());
        } catch (RuntimeException defect) {
            return new NotUploaded("internal error: " + ErrorText.of(defect));
        }
    }

    private void markInterrupted(Video video) {
        try {
            store.markInterrupted(video);
        } catch (StorageException failure) {
            log.warn(video.fileName() + " will be pending again after the next start: " + failure.getMessage());
        }
    }

    /**
     * New videos come first: those that failed may fail again. After them the others, but not the one that the target has just refused:
     * what is wrong may be that video alone, which must not block the others.
     */
    private Optional<Video> next() throws StorageException {
        Optional<Video> fresh = store.nextFirstUpload(lastRefusedId);
        if (fresh.isPresent()) {
            return fresh;
        }
        List<Video> due = dueRetries(checkedIdle ? Duration.ZERO : MAX_WAIT_FOR_IDLE);
        Optional<Video> retry =
                due.stream().filter(video -> video.id() > lastRefusedId).findFirst();
        Optional<Video> refused = retry.isPresent() ? retry : store.nextFirstUpload(0);
        return refused.isPresent() ? refused : due.stream().findFirst();
    }

    /** @param extraDelay while something is being recorded, which with {@code auto_start} is always so */
    private List<Video> dueRetries(Duration extraDelay) throws StorageException {
        Instant now = clock.now();
        List<Video> due = new ArrayList<>();
        for (Video video : store.failedUploads()) {
            Duration wait = timeUntilRetry(video, extraDelay, now);
            if (wait.isZero()) {
                due.add(video);
            } else if (wait.compareTo(MAX_CHECK_INTERVAL) < 0) {
                checkAgainIn(wait);
            }
        }
        // The one that has waited longest comes first, or else the oldest videos would be the only ones tried.
        due.sort(Comparator.comparing(video -> video.lastUploadAttempt().orElse(Instant.MIN)));
        return due;
    }

    /** A clock that jumps back must not delay a retry for years. */
    private Duration timeUntilRetry(Video video, Duration extraDelay, Instant now) {
        return video.lastUploadAttempt()
                .filter(last -> !now.isBefore(last))
                .map(last -> last.plus(retryPolicy.delayAfter(video.uploadAttempts()))
                        .plus(extraDelay))
                .map(due -> Duration.between(now, due))
                .filter(wait -> !wait.isNegative())
                .orElse(Duration.ZERO);
    }

    private boolean isPaused() {
        return unavailableCount > 0 && clock.nanoTime() - pausedUntil < 0;
    }

    /** One attempt for all videos: each of the others would fail as well. */
    private void pause(Video video, String reason) throws StorageException {
        store.markInterrupted(video);
        Duration doubled = MIN_PAUSE.multipliedBy(1L << Math.min(unavailableCount, MAX_DOUBLINGS));
        Duration pause = doubled.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : doubled;
        targetUp = Optional.of(false);
        lastRefusedId = video.id();
        pausedUntil = clock.nanoTime() + pause.toNanos();
        if (unavailableCount++ == 0) {
            log.warn("uploads wait for their target: " + reason);
        }
    }

    private void resume() {
        targetUp = Optional.of(true);
        lastRefusedId = 0;
        if (unavailableCount > 0) {
            log.info("the target of uploads is back");
            unavailableCount = 0;
        }
    }

    private void saveResult(Video video, UploadResult result) throws StorageException {
        switch (result) {
            case Uploaded uploaded -> {
                resume();
                store.markUploaded(video);
                log.info("uploaded " + video.fileName() + " to " + uploaded.reference());
            }
            case TargetUnavailable unavailable -> pause(video, unavailable.reason());
            case NotUploaded failed -> {
                resume();
                boolean last = video.uploadAttempts() >= retryPolicy.maxRetries();
                store.markFailed(video, failed.reason(), last);
                log.warn("upload of " + video.fileName() + " failed"
                        + ", retry in "
                        + retryPolicy.delayAfter(video.uploadAttempts() + 1).toSeconds() + " s: "
                        + failed.reason());
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
