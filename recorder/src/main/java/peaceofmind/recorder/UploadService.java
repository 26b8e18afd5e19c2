// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.storage.ActiveRecordings;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.recorder.upload.FolderTarget;
import peaceofmind.recorder.upload.ShareGuard;
import peaceofmind.recorder.upload.UploadQueue;

/** Uploads as configured, once the storage is open. Thread-safe. */
final class UploadService implements FfmpegRecordingBackend.StoreListener, AutoCloseable {

    private final RecorderConfig config;
    private final ActiveRecordings activeRecordings;
    private final Clock clock;
    private final Log log;
    private final AtomicReference<Optional<UploadQueue>> queue = new AtomicReference<>(Optional.empty());

    UploadService(RecorderConfig config, ActiveRecordings activeRecordings, Clock clock, Log log) {
        this.config = config;
        this.activeRecordings = activeRecordings;
        this.clock = clock;
        this.log = log;
    }

    @Override
    public void storeOpened(VideoStore store) {
        config.uploadFolder()
                .map(folder -> UploadQueue.start(
                        store,
                        new FolderTarget(folder, new ShareGuard(folder, config.uploadMount(), config.uploadMarkFile())),
                        new UploadQueue.RetryPolicy(config.uploadRetries(), config.uploadRetryAfter()),
                        clock,
                        log,
                        activeRecordings::isEmpty))
                .ifPresent(started -> queue.set(Optional.of(started)));
    }

    /** Empty without uploads, and while unknown. */
    Optional<Boolean> targetUp() {
        return queue.get().flatMap(UploadQueue::targetUp);
    }

    long pendingCount() {
        return queue.get().map(UploadQueue::pendingCount).orElse(0L);
    }

    Optional<String> currentlyUploading() {
        return queue.get().flatMap(UploadQueue::currentlyUploading);
    }

    long failedCount() {
        return queue.get().map(UploadQueue::failedCount).orElse(0L);
    }

    @Override
    public void close() {
        queue.getAndSet(Optional.empty()).ifPresent(UploadQueue::close);
    }
}
