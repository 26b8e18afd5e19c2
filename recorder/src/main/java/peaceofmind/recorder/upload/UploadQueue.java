package peaceofmind.recorder.upload;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.Video;
import peaceofmind.recorder.storage.VideoStatus;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;

/**
 * Uploads pending videos in a thread of its own: oldest first, one at a time. A failed one is tried again after a while, when nothing is
 * recorded, and is failed for good after its last retry. The queue is the table of videos, so it survives everything.
 */
public final class UploadQueue implements AutoCloseable {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration ERROR_RETRY_DELAY = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final VideoStore store;
    private final UploadTarget target;
    private final RetryPolicy retryPolicy;
    private final Clock clock;
    private final Log log;
    private final BooleanSupplier idle;
    private final Thread thread;
    private volatile Optional<String> currentlyUploading = Optional.empty();
    private volatile long pendingCount;
    private volatile long failedCount;

    /**
     * When failed uploads are tried again.
     *
     * @param maxRetries after the first attempt
     */
    public record RetryPolicy(int maxRetries, Duration retryDelay) {}

    private UploadQueue(
            VideoStore store, UploadTarget target, RetryPolicy retryPolicy, Clock clock, Log log, BooleanSupplier idle) {
        this.store = store;
        this.target = target;
        this.retryPolicy = retryPolicy;
        this.clock = clock;
        this.log = log;
        this.idle = idle;
        this.thread = Thread.ofPlatform().daemon().name("uploads").unstarted(this::run);
    }

    /**
     * Begins to upload.
     *
     * @param idle whether nothing is being recorded
     */
    public static UploadQueue start(
            VideoStore store, UploadTarget target, RetryPolicy retryPolicy, Clock clock, Log log, BooleanSupplier idle) {
        UploadQueue queue = unstarted(store, target, retryPolicy, clock, log, idle);
        queue.thread.start();
        return queue;
    }

    /** A queue whose steps somebody else takes. */
    static UploadQueue unstarted(
            VideoStore store, UploadTarget target, RetryPolicy retryPolicy, Clock clock, Log log, BooleanSupplier idle) {
        return new UploadQueue(store, target, retryPolicy, clock, log, idle);
    }

    /** Videos that wait, as last seen; never waits for the database. */
    public long pendingCount() {
        return pendingCount;
    }

    /** The video that is being uploaded. */
    public Optional<String> currentlyUploading() {
        return currentlyUploading;
    }

    /** Videos whose upload failed for good, as last seen. */
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
                    log.warn("uploads pause: " + problem.getMessage());
                    delay = ERROR_RETRY_DELAY;
                } catch (RuntimeException defect) {
                    log.error("uploads pause, defect in the recorder: " + defect);
                    delay = ERROR_RETRY_DELAY;
                }
                clock.sleep(delay);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there was something to do. */
    boolean runOnce() throws StorageException, InterruptedException {
        resetStale();
        List<Video> pending = store.all(VideoStatus.PENDING);
        pendingCount = pending.size();
        failedCount = store.count(VideoStatus.FAILED);
        Optional<Video> next = pending.stream().filter(this::isDue).findFirst();
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

    /** Nobody else uploads: what is still marked so was left by a step that could not write how it went. It is uploaded again. */
    private void resetStale() throws StorageException {
        for (Video stale : store.all(VideoStatus.IN_PROGRESS)) {
            store.markInterrupted(stale);
            log.warn(stale.fileName() + " is pending again: how its upload went could not be written");
        }
    }

    /** A defect counts as a failed attempt, so that one video can't keep all others waiting for ever. */
    private UploadResult upload(Video video) throws InterruptedException {
        try {
            return target.upload(video.path());
        } catch (RuntimeException defect) {
            return new NotUploaded("defect in the recorder: " + defect);
        }
    }

    private void markInterrupted(Video video) {
        try {
            store.markInterrupted(video);
        } catch (StorageException failure) {
            log.warn(video.fileName() + " is pending again at the next start: " + failure.getMessage());
        }
    }

    private boolean isDue(Video video) {
        if (video.uploadAttempts() == 0) {
            return true;
        }
        Instant now = clock.now();
        boolean retryDelayPassed = video.lastUploadAttempt()
                // A clock that jumped back must not keep a video waiting for years.
                .map(last -> now.isBefore(last) || !now.isBefore(last.plus(retryPolicy.retryDelay())))
                .orElse(true);
        return retryDelayPassed && idle.getAsBoolean();
    }

    private void saveResult(Video video, UploadResult result) throws StorageException {
        switch (result) {
            case Uploaded uploaded -> {
                store.markUploaded(video);
                log.info("uploaded " + video.fileName() + " to " + uploaded.reference());
            }
            case NotUploaded failed -> {
                boolean last = video.uploadAttempts() >= retryPolicy.maxRetries();
                store.markFailed(video, failed.reason(), last);
                log.warn("upload of " + video.fileName() + " failed"
                        + (last
                                ? " for good: "
                                : ", tried again in " + retryPolicy.retryDelay().toSeconds() + " s: ")
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
