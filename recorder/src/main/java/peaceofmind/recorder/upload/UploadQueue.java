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
import peaceofmind.recorder.storage.TargetUploads;
import peaceofmind.recorder.storage.TargetUploads.Failure;
import peaceofmind.recorder.storage.TargetUploads.SavedSession;
import peaceofmind.recorder.storage.Video;
import peaceofmind.recorder.storage.VideoStatus;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.recorder.upload.UploadTarget.NotUploaded;
import peaceofmind.recorder.upload.UploadTarget.OwnerNeeded;
import peaceofmind.recorder.upload.UploadTarget.QuotaUsedUp;
import peaceofmind.recorder.upload.UploadTarget.Refused;
import peaceofmind.recorder.upload.UploadTarget.TargetUnavailable;
import peaceofmind.recorder.upload.UploadTarget.UploadResult;
import peaceofmind.recorder.upload.UploadTarget.Uploaded;

/**
 * Uploads videos to one target on its own thread, new ones first, one at a time. A failed upload is retried after a delay, preferably while
 * nothing is being recorded: a few times soon, and then more and more rarely, for as long as the video is kept. While the target is away nothing counts as
 * failed; it is tried again more and more rarely, too. The queue is the table of videos, and therefore persistent.
 */
public final class UploadQueue implements AutoCloseable {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration ERROR_RETRY_DELAY = Duration.ofSeconds(10);
    private static final Duration MAX_CHECK_INTERVAL = Duration.ofMinutes(1);
    private static final Duration MAX_WAIT_FOR_IDLE = Duration.ofHours(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final TargetUploads uploads;
    private final VideoStore store;
    private final NamedTarget named;
    private final UploadTarget target;
    private final RetryPolicy retryPolicy;
    private final UploadLimits limits;
    private final Clock clock;
    private final Log log;
    private final BooleanSupplier idle;
    private final Thread thread;
    private final TargetPause pause;
    private long lastRefusedId;
    private long checkedChanges;
    private boolean checkedIdle;
    private Optional<Long> nextCheckAt = Optional.empty();
    private volatile Optional<UploadJob> current = Optional.empty();
    private Optional<Long> targetCheckedAt = Optional.empty();
    private volatile Optional<String> problem = Optional.empty();
    private volatile Optional<Instant> loginExpiresAt = Optional.empty();
    private volatile Optional<String> configuredWait = Optional.empty();
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

    /**
     * A target with its name, by which the database knows what it has.
     *
     * @param name unique, and the same after each start
     */
    public record NamedTarget(String name, UploadTarget target) {}

    private UploadQueue(
            TargetUploads uploads,
            NamedTarget named,
            RetryPolicy retryPolicy,
            UploadLimits limits,
            Clock clock,
            Log log,
            BooleanSupplier idle) {
        this.uploads = uploads;
        this.store = uploads.store();
        this.named = named;
        this.target = named.target();
        this.retryPolicy = retryPolicy;
        this.limits = limits;
        this.clock = clock;
        this.log = log;
        this.idle = idle;
        this.pause = new TargetPause(clock);
        this.thread =
                Thread.ofPlatform().daemon().name("uploads to " + named.name()).unstarted(this::run);
    }

    /**
     * Starts uploading.
     *
     * @param uploads shared by all targets
     * @param idle whether nothing is being recorded
     */
    public static UploadQueue start(
            TargetUploads uploads,
            NamedTarget target,
            RetryPolicy retryPolicy,
            UploadLimits limits,
            Clock clock,
            Log log,
            BooleanSupplier idle) {
        UploadQueue queue = unstarted(uploads, target, retryPolicy, limits, clock, log, idle);
        queue.thread.start();
        return queue;
    }

    /** A queue without its thread: the caller runs each step. */
    static UploadQueue unstarted(
            TargetUploads uploads,
            NamedTarget target,
            RetryPolicy retryPolicy,
            UploadLimits limits,
            Clock clock,
            Log log,
            BooleanSupplier idle) {
        return new UploadQueue(uploads, target, retryPolicy, limits, clock, log, idle);
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
        return current.map(UploadJob::fileName);
    }

    /** The state of the target, and of the running upload. For any thread. */
    public UploadStatus status() {
        return new UploadStatus(
                named.name(),
                targetUp,
                problem.or(pause::reason).or(() -> configuredWait.map(reason -> "waits: " + reason)),
                pause.namedTime(),
                loginExpiresAt,
                current.map(UploadJob::progress));
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
        uploads.prepare();
        checkTarget();
        resetStale();
        pendingCount = store.count(VideoStatus.PENDING);
        failedCount = store.count(VideoStatus.FAILED);
        if (pause.isActive()) {
            checkAgainIn(MAX_CHECK_INTERVAL);
            checkAgainIn(pause.remaining());
            return false;
        }
        configuredWait = limits.pauseReason();
        Optional<Video> next = configuredWait.isPresent() ? Optional.empty() : next();
        if (next.isEmpty()) {
            checkAgainIn(MAX_CHECK_INTERVAL);
            return false;
        }
        uploadNext(uploads.markUploading(next.get(), named.name()));
        return true;
    }

    private void uploadNext(Video video) throws StorageException, InterruptedException {
        UploadJob job = new UploadJob(video.path(), sessions(video), limits, clock);
        current = Optional.of(job);
        boolean saved = false;
        try {
            UploadResult result = upload(job);
            if (job.pauseReason().isPresent() && !(result instanceof Uploaded)) {
                log.info("the upload of " + video.fileName() + " to " + named.name() + " waits: "
                        + job.pauseReason().get());
                uploads.markInterrupted(video, named.name());
            } else {
                saveResult(video, result);
            }
            saved = true;
        } finally {
            current = Optional.empty();
            if (!saved) {
                markInterrupted(video);
            }
        }
    }

    private UploadJob.SessionStore sessions(Video video) {
        return new UploadJob.SessionStore() {
            @Override
            public Optional<SavedSession> load() throws StorageException {
                return uploads.session(video, named.name());
            }

            @Override
            public void save(Optional<SavedSession> session) throws StorageException {
                uploads.saveSession(video, named.name(), session);
            }
        };
    }

    /** Once a minute, also when nothing waits: a share that is away is noticed before it is needed. */
    private void checkTarget() {
        long now = clock.nanoTime();
        if (targetCheckedAt
                .filter(at -> now - at < MAX_CHECK_INTERVAL.toNanos())
                .isEmpty()) {
            targetCheckedAt = Optional.of(now);
            boolean hadProblem = problem.isPresent();
            problem = target.problem();
            if (hadProblem && problem.isEmpty()) {
                // Somebody has corrected it, and expects that to help at once.
                pause.skip();
            }
            loginExpiresAt = target.loginExpiresAt();
            targetUp = Optional.of(problem.isEmpty() && !pause.hasFailed());
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

    private void resetStale() throws StorageException {
        for (Video stale : uploads.resetStale()) {
            log.warn(stale.fileName() + ": the result of its upload could not be saved at first");
        }
    }

    /** An unexpected exception counts as a failed attempt, or else one video could block all others forever. */
    private UploadResult upload(UploadJob job) throws InterruptedException {
        try {
            return target.upload(job);
        } catch (RuntimeException defect) {
            return new NotUploaded("internal error: " + ErrorText.of(defect));
        }
    }

    private void markInterrupted(Video video) {
        try {
            uploads.markInterrupted(video, named.name());
        } catch (StorageException failure) {
            log.warn(video.fileName() + " will be pending again after the next start: " + failure.getMessage());
        }
    }

    /**
     * New videos come first: those that failed may fail again. After them the others, but not the one that the target has just refused:
     * what is wrong may be that video alone, which must not block the others.
     */
    private Optional<Video> next() throws StorageException {
        Optional<Video> fresh = uploads.nextFirstUpload(named.name(), lastRefusedId);
        if (fresh.isPresent()) {
            return fresh;
        }
        List<Video> due = dueRetries(checkedIdle ? Duration.ZERO : MAX_WAIT_FOR_IDLE);
        Optional<Video> retry =
                due.stream().filter(video -> video.id() > lastRefusedId).findFirst();
        Optional<Video> refused = retry.isPresent() ? retry : uploads.nextFirstUpload(named.name(), 0);
        return refused.isPresent() ? refused : due.stream().findFirst();
    }

    /** @param extraDelay while something is being recorded, which with {@code auto_start} is always so */
    private List<Video> dueRetries(Duration extraDelay) throws StorageException {
        Instant now = clock.now();
        List<Video> due = new ArrayList<>();
        for (Video video : uploads.failedUploads(named.name())) {
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

    /** One attempt for all videos: each of the others would fail as well. */
    private void pause(Video video) throws StorageException {
        uploads.markInterrupted(video, named.name());
        targetUp = Optional.of(false);
        lastRefusedId = video.id();
    }

    private void resume() {
        targetUp = Optional.of(true);
        lastRefusedId = 0;
        if (pause.clear()) {
            log.info("uploads to " + named.name() + " work again");
        }
    }

    private void saveResult(Video video, UploadResult result) throws StorageException {
        switch (result) {
            case Uploaded uploaded -> {
                resume();
                uploads.markUploaded(video, named.name(), uploaded.reference(), uploaded.url());
                log.info("uploaded " + video.fileName() + " to " + uploaded.reference());
            }
            case TargetUnavailable unavailable -> {
                pause(video);
                boolean first = !pause.hasFailed();
                if (pause.extend(unavailable.reason()) && first) {
                    log.warn("uploads to " + named.name() + " wait for their target: " + unavailable.reason());
                }
            }
            case QuotaUsedUp quota -> {
                pause(video);
                if (pause.until(quota.reason(), quota.until())) {
                    log.warn("uploads to " + named.name() + " wait until " + quota.until() + ": " + quota.reason());
                }
            }
            case OwnerNeeded needed -> {
                pause(video);
                if (pause.extend(needed.reason())) {
                    log.error("uploads to " + named.name() + " need their owner: " + needed.reason());
                }
            }
            case NotUploaded failed -> saveFailure(video, failed.reason());
            case Refused refused -> {
                resume();
                uploads.markFailed(video, named.name(), new Failure(refused.reason(), Failure.Kind.REFUSED));
                log.error(named.name() + " does not take " + video.fileName() + ", which stays on this device: "
                        + refused.reason());
            }
        }
    }

    private void saveFailure(Video video, String reason) throws StorageException {
        resume();
        boolean last = video.uploadAttempts() >= retryPolicy.maxRetries();
        uploads.markFailed(
                video, named.name(), new Failure(reason, last ? Failure.Kind.RETRIED_RARELY : Failure.Kind.RETRIED));
        log.warn("upload of " + video.fileName() + " to " + named.name() + " failed, retry in "
                + retryPolicy.delayAfter(video.uploadAttempts() + 1).toSeconds() + " s: " + reason);
    }

    /** Stops uploading, without waiting for it. */
    public void interrupt() {
        thread.interrupt();
    }

    @Override
    public void close() {
        interrupt();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
