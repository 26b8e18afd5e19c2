// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.KernelClock;
import peaceofmind.linux.ProcessStat;

/** Start times of processes, from the kernel. Linux reports ticks of 1/100 s on all supported platforms. */
public final class ProcessTimes {

    public static final double TICKS_PER_SECOND = 100;
    public static final Path PROC = Path.of("/proc");

    /** Of the wall clock, relative to the monotonic one; less is slewing, or the noise of reading both. */
    private static final Duration CLOCK_STEP = Duration.ofMillis(100);

    /** @param wallMinusMonotonic in nanoseconds, when it was read */
    private record Boot(double seconds, long wallMinusMonotonic) {}

    private final KernelClock kernelClock = new KernelClock(PROC);
    private final Clock clock;
    private volatile Optional<Boot> lastBoot = Optional.empty();

    public ProcessTimes(Clock clock) {
        this.clock = clock;
    }

    /** When the process started, in seconds since 1970 by the current wall clock; empty when unknown. */
    public Optional<Double> startSeconds(ProcessStat process) {
        try {
            // Rounded to seconds: otherwise it would fluctuate with each scrape.
            return Optional.of((double) Math.round(bootSeconds() + process.startTicks() / TICKS_PER_SECOND));
        } catch (IOException unavailable) {
            return Optional.empty();
        }
    }

    /** It is another one only after the wall clock was set, or the device was suspended, during which the monotonic clock stands still. */
    private double bootSeconds() throws IOException {
        long wallMillis = clock.now().toEpochMilli();
        long wallMinusMonotonic = TimeUnit.MILLISECONDS.toNanos(wallMillis) - clock.nanoTime();
        Optional<Boot> known = lastBoot;
        if (known.isPresent()
                && Math.abs(wallMinusMonotonic - known.get().wallMinusMonotonic()) < CLOCK_STEP.toNanos()) {
            return known.get().seconds();
        }
        double seconds = wallMillis / 1000.0 - kernelClock.uptime().toMillis() / 1000.0;
        lastBoot = Optional.of(new Boot(seconds, wallMinusMonotonic));
        return seconds;
    }
}
