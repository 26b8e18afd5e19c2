package peaceofmind.exporter.recorder;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import peaceofmind.heartbeat.Heartbeat;

/**
 * How long the open video has not grown, on the monotonic clock. A heartbeat alone does not show that: the program can be well and its
 * camera deliver nothing. Thread-safe.
 */
final class RecordingGrowth {

    private final LongSupplier nanoTime;
    private OptionalLong bytes = OptionalLong.empty();
    private long changedAtNanos;

    RecordingGrowth(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param heartbeat the newest one; empty when there is none */
    synchronized void observe(Optional<Heartbeat> heartbeat) {
        OptionalLong currentBytes = heartbeat
                .filter(beat -> beat.recordingActive().orElse(false))
                .map(Heartbeat::recordingBytes)
                .orElse(OptionalLong.empty());
        // A new file begins smaller: that is a change, too.
        if (!currentBytes.equals(bytes)) {
            bytes = currentBytes;
            changedAtNanos = nanoTime.getAsLong();
        }
    }

    /** Empty while nothing is recorded, or the recorder does not say how much. */
    synchronized Optional<Double> stalledSeconds() {
        return bytes.isPresent() ? Optional.of((nanoTime.getAsLong() - changedAtNanos) / 1e9) : Optional.empty();
    }
}
