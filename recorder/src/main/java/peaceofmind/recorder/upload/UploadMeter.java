// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;

/** The speed of an upload, over about 10 s. Thread-safe. */
final class UploadMeter {

    private static final long SAMPLE_NANOS = Duration.ofMillis(500).toNanos();
    private static final int MAX_SAMPLES = 21;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long totalBytes;
    private final Clock clock;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long sentBytes;

    private record Sample(long atNanos, long bytes) {}

    UploadMeter(long totalBytes, Clock clock) {
        this.totalBytes = totalBytes;
        this.clock = clock;
    }

    synchronized void update(long sent) {
        long now = clock.nanoTime();
        if (samples.isEmpty() || sent < sentBytes) {
            // The first report of an attempt: bytes that an earlier one sent say nothing about the speed.
            samples.clear();
            samples.add(new Sample(now, sent));
        } else if (now - samples.getLast().atNanos() >= SAMPLE_NANOS) {
            samples.add(new Sample(now, sent));
        }
        while (samples.size() > MAX_SAMPLES) {
            samples.removeFirst();
        }
        sentBytes = sent;
    }

    synchronized UploadProgress progress(String fileName) {
        Optional<Long> speed = speed();
        return new UploadProgress(
                fileName,
                sentBytes,
                totalBytes,
                speed,
                speed.filter(bytes -> bytes > 0)
                        .map(bytes -> Duration.ofSeconds(Math.max(0, totalBytes - sentBytes) / bytes)));
    }

    private Optional<Long> speed() {
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        Sample oldest = samples.getFirst();
        long nanos = clock.nanoTime() - oldest.atNanos();
        return nanos < SAMPLE_NANOS
                ? Optional.empty()
                : Optional.of((long) ((sentBytes - oldest.bytes()) / (nanos / NANOS_PER_SECOND)));
    }
}
