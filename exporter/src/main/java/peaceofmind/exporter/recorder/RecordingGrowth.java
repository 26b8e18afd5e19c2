// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import peaceofmind.heartbeat.Heartbeat;

/**
 * How long the video being recorded has not grown, by the monotonic clock. The heartbeat alone does not show that: the program can be
 * healthy while the camera delivers nothing. Thread-safe.
 */
final class RecordingGrowth {

    private final LongSupplier nanoTime;
    private OptionalLong bytes = OptionalLong.empty();
    private long changedAtNanos;

    RecordingGrowth(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param heartbeat the latest; empty when there is none */
    synchronized void observe(Optional<Heartbeat> heartbeat) {
        observe(heartbeat
                .filter(beat -> beat.recordingActive().orElse(false))
                .map(Heartbeat::recordingBytes)
                .orElse(OptionalLong.empty()));
    }

    /** @param currentBytes empty while not recording */
    synchronized void observe(OptionalLong currentBytes) {
        // A new, smaller file is a change too.
        if (!currentBytes.equals(bytes)) {
            bytes = currentBytes;
            changedAtNanos = nanoTime.getAsLong();
        }
    }

    /** Empty while not recording, or if the recorder does not report the size. */
    synchronized Optional<Double> stalledSeconds() {
        return bytes.isPresent() ? Optional.of((nanoTime.getAsLong() - changedAtNanos) / 1e9) : Optional.empty();
    }
}
