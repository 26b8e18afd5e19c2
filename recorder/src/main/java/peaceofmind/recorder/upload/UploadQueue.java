// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.time.Duration;
import java.time.Instant;
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
 * Uploads pending videos on its own thread, oldest first, one at a time. A failed upload is retried after a delay, while nothing is being
 * recorded, and given up after the last retry. While the target is away nothing is given up: it is tried again, more and more rarely,
 * for as long as videos are kept. The queue is the table of videos, and therefore persistent.
 */
public final class UploadQueue implements AutoCloseable {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration ERROR_RETRY_DELAY = Duration.ofSeconds(10);
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
    private volatile Optional<String> currentlyUploading = Optional.empty();
    private volatile long pendingCount;
    private volatile long failedCount;

    /**
     * When failed uploads are retried.
     *
     * @param maxRetries not counting the first attempt
     */
    public record RetryPolicy(int maxRetries, Duration retryDelay) {}

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

    /** The file name of the video being uploaded. */
    public Optional<String> currentlyUploading() {
        return currentlyUploading;
    }

    /** Number of videos whose upload was given up, at the last check. */
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

    /** Uploads the next video that is due; false when there is none. */
    boolean runOnce() throws StorageException, InterruptedException {
        resetStale();
        List<Video> pending = store.all(VideoStatus.PENDING);
        pendingCount = pending.size();
        failedCount = store.count(VideoStatus.FAILED);
        if (isPaused()) {
            return false;
        }
        Optional<Video> next = next(pending.stream().filter(this::isDue).toList());
        if (next.isEmpty()) {
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

    private boolean isDue(Video video) {
        if (video.uploadAttempts() == 0) {
            return true;
        }
        Instant now = clock.now();
        boolean retryDelayPassed = video.lastUploadAttempt()
                // A clock that jumps back must not delay a retry for years.
                .map(last -> now.isBefore(last) || !now.isBefore(last.plus(retryPolicy.retryDelay())))
                .orElse(true);
        return retryDelayPassed && idle.getAsBoolean();
    }

    /** Not the one that the target has just refused: what is wrong may be that video alone, which must not block the others. */
    private Optional<Video> next(List<Video> due) {
        return due.stream()
                .filter(video -> video.id() > lastRefusedId)
                .findFirst()
                .or(() -> due.stream().findFirst());
    }

    private boolean isPaused() {
        return unavailableCount > 0 && clock.nanoTime() - pausedUntil < 0;
    }

    /** One attempt for all videos: each of the others would fail as well. */
    private void pause(Video video, String reason) throws StorageException {
        store.markInterrupted(video);
        Duration doubled = MIN_PAUSE.multipliedBy(1L << Math.min(unavailableCount, MAX_DOUBLINGS));
        Duration pause = doubled.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : doubled;
        lastRefusedId = video.id();
        pausedUntil = clock.nanoTime() + pause.toNanos();
        if (unavailableCount++ == 0) {
            log.warn("uploads wait for their target: " + reason);
        }
    }

    private void resume() {
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
                        + (last
                                ? " and is given up: "
                                : ", retry in " + retryPolicy.retryDelay().toSeconds() + " s: ")
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
