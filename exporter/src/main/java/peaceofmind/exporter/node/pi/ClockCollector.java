// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.foundation.time.Clock;
import peaceofmind.metrics.collect.Collector;

/** Steps of the wall clock, detected by comparing it with the time since boot, which never steps: {@code /proc/uptime}. */
public final class ClockCollector implements Collector {

    /** A disciplined clock is slewed by at most 0.5 ms per second: a larger difference between two observations is a step. */
    private static final double MIN_STEP_SECONDS = 0.5;

    /** Slewing accumulates between observations; twice the kernel's maximum. */
    private static final double MAX_SLEW_RATIO = 0.001;

    /** Wall clock and uptime cannot be read atomically: skip the observation if the machine paused in between. */
    private static final double MAX_READ_GAP_SECONDS = 0.1;

    private record Step(double seconds, Instant at) {}

    private final KernelFiles files;
    private final Path uptime;
    private final Clock clock;
    private double offsetSeconds = Double.NaN;
    private double lastUptimeSeconds;
    private Optional<Step> lastStep = Optional.empty();
    private long stepCount;

    public ClockCollector(KernelFiles files, Path proc, Clock clock) {
        this.files = files;
        this.uptime = proc.resolve("uptime");
        this.clock = clock;
    }

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public Collected collect() throws IOException {
        detectStep();
        Families families = new Families()
                .counter(
                        "peace_clock_steps_total",
                        "Steps of the wall clock by more than half a second since the agent's start.",
                        (double) stepCount);
        lastStep.ifPresent(step -> families.gauge(
                        "peace_clock_last_step_seconds",
                        "Size of the wall clock's last step, negative if backwards; absent when there was none.",
                        step.seconds)
                .gauge(
                        "peace_clock_last_step_timestamp_seconds",
                        "When the wall clock last stepped, by the new time, in seconds since 1970.",
                        step.at.toEpochMilli() / 1000.0));
        return Collected.of(families.toList());
    }

    private void detectStep() throws IOException {
        double before = uptimeSeconds();
        Instant now = clock.now();
        double after = uptimeSeconds();
        if (!(after - before <= MAX_READ_GAP_SECONDS)) {
            return;
        }
        double newOffsetSeconds = now.toEpochMilli() / 1000.0 - after;
        double step = newOffsetSeconds - offsetSeconds;
        double maxSlewSeconds = (after - lastUptimeSeconds) * MAX_SLEW_RATIO;
        if (Math.abs(step) > MIN_STEP_SECONDS + maxSlewSeconds) {
            lastStep = Optional.of(new Step(step, now));
            stepCount++;
        }
        offsetSeconds = newOffsetSeconds;
        lastUptimeSeconds = after;
    }

    private double uptimeSeconds() throws IOException {
        TextScanner text = files.require(uptime);
        double seconds = text.nextLine() ? text.nextNumber() : Double.NaN;
        if (Double.isNaN(seconds)) {
            throw new IOException(uptime + " does not start with a number of seconds");
        }
        return seconds;
    }
}
