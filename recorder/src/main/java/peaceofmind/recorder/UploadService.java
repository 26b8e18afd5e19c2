// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.storage.ActiveRecordings;
import peaceofmind.recorder.storage.TargetUploads;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.recorder.upload.UploadLimits;
import peaceofmind.recorder.upload.UploadQueue;
import peaceofmind.recorder.upload.UploadQueue.NamedTarget;
import peaceofmind.recorder.upload.UploadStatus;
import peaceofmind.recorder.upload.targets.TargetConfig;
import peaceofmind.recorder.upload.targets.UploadConfig;

/** Uploads to each configured target, on a thread of its own, once the storage is open. Thread-safe. */
final class UploadService implements RecordingStorage.StoreListener, AutoCloseable {

    private final UploadConfig config;
    private final ActiveRecordings activeRecordings;
    private final Clock clock;
    private final Log log;
    private final AtomicReference<List<UploadQueue>> queues = new AtomicReference<>(List.of());

    UploadService(UploadConfig config, ActiveRecordings activeRecordings, Clock clock, Log log) {
        this.config = config;
        this.activeRecordings = activeRecordings;
        this.clock = clock;
        this.log = log;
    }

    @Override
    public void storeOpened(VideoStore store) {
        if (config.targets().isEmpty()) {
            return;
        }
        TargetUploads uploads = new TargetUploads(
                store, config.targets().stream().map(TargetConfig::name).toList());
        UploadLimits limits =
                new UploadLimits(config.limits(), clock, ZoneId.systemDefault(), activeRecordings::isEmpty);
        List<UploadQueue> started = new ArrayList<>();
        for (TargetConfig target : config.targets()) {
            started.add(UploadQueue.start(
                    uploads,
                    new NamedTarget(target.name(), target.create(clock)),
                    config.retryPolicy(),
                    limits,
                    clock,
                    log,
                    activeRecordings::isEmpty));
        }
        queues.set(List.copyOf(started));
    }

    /** Whether all targets can be used; empty without uploads, and while unknown. */
    Optional<Boolean> targetUp() {
        List<Boolean> known = queues.get().stream()
                .flatMap(queue -> queue.targetUp().stream())
                .toList();
        return known.contains(false)
                ? Optional.of(false)
                : known.size() == queues.get().size() && !known.isEmpty() ? Optional.of(true) : Optional.empty();
    }

    /** Number of videos that not all targets have. */
    long pendingCount() {
        return queues.get().stream().mapToLong(UploadQueue::pendingCount).max().orElse(0);
    }

    /** One of the videos being uploaded. */
    Optional<String> currentlyUploading() {
        return queues.get().stream()
                .flatMap(queue -> queue.currentlyUploading().stream())
                .findFirst();
    }

    long failedCount() {
        return queues.get().stream().mapToLong(UploadQueue::failedCount).max().orElse(0);
    }

    /** The state of each target. */
    List<UploadStatus> status() {
        return queues.get().stream().map(UploadQueue::status).toList();
    }

    @Override
    public void close() {
        List<UploadQueue> running = queues.getAndSet(List.of());
        // All of them at once: each may take a moment.
        running.forEach(UploadQueue::interrupt);
        running.forEach(UploadQueue::close);
    }
}
