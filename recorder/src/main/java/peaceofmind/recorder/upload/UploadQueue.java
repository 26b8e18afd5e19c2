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

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_PROBLEM = Duration.ofSeconds(10);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final VideoStore store;
    private final UploadTarget target;
    private final Settings settings;
    private final Clock clock;
    private final Log log;
    private final BooleanSupplier idle;
    private final Thread thread;
    private volatile Optional<String> uploading = Optional.empty();
    private volatile long size;
    private volatile long failedForGood;

    /**
     * When failed uploads are tried again.
     *
     * @param retries after the first attempt
     */
    public record Settings(int retries, Duration retryAfter) {}

    private UploadQueue(
            VideoStore store, UploadTarget target, Settings settings, Clock clock, Log log, BooleanSupplier idle) {
        this.store = store;
        this.target = target;
        this.settings = settings;
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
            VideoStore store, UploadTarget target, Settings settings, Clock clock, Log log, BooleanSupplier idle) {
        UploadQueue queue = of(store, target, settings, clock, log, idle);
        queue.thread.start();
        return queue;
    }

    /** A queue whose steps somebody else takes. */
    static UploadQueue of(
            VideoStore store, UploadTarget target, Settings settings, Clock clock, Log log, BooleanSupplier idle) {
        return new UploadQueue(store, target, settings, clock, log, idle);
    }

    /** Videos that wait, as last seen; never waits for the database. */
    public long size() {
        return size;
    }

    /** The video that is being uploaded. */
    public Optional<String> currentlyUploading() {
        return uploading;
    }

    /** Videos whose upload failed for good, as last seen. */
    public long failedForGood() {
        return failedForGood;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Duration pause = POLL;
                try {
                    if (step()) {
                        continue;
                    }
                } catch (StorageException problem) {
                    log.warn("uploads pause: " + problem.getMessage());
                    pause = PAUSE_AFTER_PROBLEM;
                } catch (RuntimeException defect) {
                    log.error("uploads pause, defect in the recorder: " + defect);
                    pause = PAUSE_AFTER_PROBLEM;
                }
                clock.sleep(pause);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there was something to do. */
    boolean step() throws StorageException, InterruptedException {
        releaseStale();
        List<Video> pending = store.all(VideoStatus.PENDING);
        size = pending.size();
        failedForGood = store.count(VideoStatus.FAILED);
        Optional<Video> next = pending.stream().filter(this::isDue).findFirst();
        if (next.isEmpty()) {
            return false;
        }
        Video video = next.get();
        store.markUploading(video);
        uploading = Optional.of(video.fileName());
        try {
            finish(video, upload(video));
        } catch (InterruptedException closing) {
            interrupted(video);
            throw closing;
        } finally {
            uploading = Optional.empty();
        }
        return true;
    }

    /** Nobody else uploads: what is still marked so was left by a step that could not write how it went. It is uploaded again. */
    private void releaseStale() throws StorageException {
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

    private void interrupted(Video video) {
        try {
            store.markInterrupted(video);
        } catch (StorageException refused) {
            log.warn(video.fileName() + " is pending again at the next start: " + refused.getMessage());
        }
    }

    private boolean isDue(Video video) {
        if (video.uploadAttempts() == 0) {
            return true;
        }
        Instant now = clock.now();
        boolean waited = video.lastUploadAttempt()
                // A clock that jumped back must not keep a video waiting for years.
                .map(last -> now.isBefore(last) || !now.isBefore(last.plus(settings.retryAfter())))
                .orElse(true);
        return waited && idle.getAsBoolean();
    }

    private void finish(Video video, UploadResult result) throws StorageException {
        switch (result) {
            case Uploaded uploaded -> {
                store.markUploaded(video);
                log.info("uploaded " + video.fileName() + " to " + uploaded.reference());
            }
            case NotUploaded failed -> {
                boolean last = video.uploadAttempts() >= settings.retries();
                store.markFailed(video, failed.why(), last);
                log.warn("upload of " + video.fileName() + " failed"
                        + (last
                                ? " for good: "
                                : ", tried again in " + settings.retryAfter().toSeconds() + " s: ")
                        + failed.why());
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_LIMIT);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
