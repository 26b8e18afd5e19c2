// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.system;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * Linear regression over the free space of the last hours, extrapolated to zero. Uses one observation per minute, however often the
 * device is scraped.
 */
final class FreeSpaceTrend {

    static final Duration SAMPLE_INTERVAL = Duration.ofMinutes(1);
    static final Duration WINDOW = Duration.ofHours(6);
    static final Duration MIN_HISTORY = Duration.ofMinutes(30);

    /** Anything later is ignored. */
    private static final double MAX_PREDICTION_SECONDS = Duration.ofDays(365).toSeconds();

    private record SpaceSample(long nanos, double bytes) {
        double seconds(SpaceSample origin) {
            return (nanos - origin.nanos) / 1e9;
        }
    }

    private final Deque<SpaceSample> samples = new ArrayDeque<>();

    /** @param nanos on the monotonic clock */
    void observe(long nanos, double availableBytes) {
        if (samples.isEmpty() || nanos - samples.getLast().nanos >= SAMPLE_INTERVAL.toNanos()) {
            samples.addLast(new SpaceSample(nanos, availableBytes));
            while (nanos - samples.getFirst().nanos > WINDOW.toNanos()) {
                samples.removeFirst();
            }
        }
    }

    /** Seconds after the last observation; empty if the space does not shrink, or there are too few observations. */
    OptionalDouble fullInSeconds() {
        if (samples.isEmpty() || samples.getLast().nanos - samples.getFirst().nanos < MIN_HISTORY.toNanos()) {
            return OptionalDouble.empty();
        }
        SpaceSample origin = samples.getFirst();
        double meanSeconds = samples.stream()
                .mapToDouble(sample -> sample.seconds(origin))
                .average()
                .orElseThrow();
        double meanBytes =
                samples.stream().mapToDouble(SpaceSample::bytes).average().orElseThrow();
        double covarianceSum = 0;
        double varianceSum = 0;
        for (SpaceSample sample : samples) {
            double seconds = sample.seconds(origin) - meanSeconds;
            covarianceSum += seconds * (sample.bytes - meanBytes);
            varianceSum += seconds * seconds;
        }
        double bytesPerSecond = covarianceSum / varianceSum;
        double remainingBytes = samples.getLast().bytes;
        double seconds = remainingBytes / -bytesPerSecond;
        return bytesPerSecond < 0 && seconds <= MAX_PREDICTION_SECONDS
                ? OptionalDouble.of(seconds)
                : OptionalDouble.empty();
    }
}
