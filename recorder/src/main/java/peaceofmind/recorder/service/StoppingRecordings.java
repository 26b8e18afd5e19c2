// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.service.RecordingBackend.ActiveRecording;

/**
 * Recordings that are being stopped, and then become videos. It uses the worker that also starts recordings: one that is started now waits
 * for those that are stopped, and for nothing else. For use by the main loop only; never blocks.
 */
final class StoppingRecordings {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final RecordingBackend backend;
    private final ExecutorService worker;
    private final VideoWork videoWork;
    private final Clock clock;
    private final Log log;
    private final Deque<Stopping> stopping = new ArrayDeque<>();

    private record Stopping(Task<Optional<String>> task, ActiveRecording recording, long startedAt) {}

    StoppingRecordings(RecordingBackend backend, ExecutorService worker, VideoWork videoWork, Clock clock, Log log) {
        this.backend = backend;
        this.worker = worker;
        this.videoWork = videoWork;
        this.clock = clock;
        this.log = log;
    }

    /** Starts stopping a recording. */
    void stop(ActiveRecording recording) {
        stopping.add(
                new Stopping(Task.start(worker, () -> backend.stopRecording(recording)), recording, clock.nanoTime()));
    }

    /** Passes on what has stopped. */
    void tick() {
        for (Stopping oldest = stopping.peek(); oldest != null && oldest.task().isDone(); oldest = stopping.peek()) {
            stopping.remove();
            Task.TaskResult<Optional<String>> result = oldest.task().result();
            result.value().orElse(Optional.of(result.error())).ifPresent(log::warn);
            videoWork.finish(oldest.recording());
        }
    }

    boolean isEmpty() {
        return stopping.isEmpty();
    }

    /** Why stopping seems to hang. The recorder continues to wait for it. */
    Optional<String> delayReason(long now) {
        return Optional.ofNullable(stopping.peek())
                .filter(oldest -> now - oldest.startedAt() >= TIMEOUT.toNanos())
                .map(_ -> "no progress for " + TIMEOUT.toMinutes()
                        + " min while stopping a recording: the disk or the camera hangs");
    }
}
