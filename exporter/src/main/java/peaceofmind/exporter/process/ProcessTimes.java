// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.KernelClock;
import peaceofmind.linux.ProcessStat;

/** Start times of processes, from the kernel. Linux reports ticks of 1/100 s on all supported platforms. */
public final class ProcessTimes {

    public static final double TICKS_PER_SECOND = 100;
    public static final Path PROC = Path.of("/proc");

    private final KernelClock kernelClock = new KernelClock(PROC);
    private final Clock clock;

    public ProcessTimes(Clock clock) {
        this.clock = clock;
    }

    /** When the process started, in seconds since 1970 by the current wall clock; empty when unknown. */
    public Optional<Double> startSeconds(ProcessStat process) {
        try {
            Duration uptime = kernelClock.uptime();
            double bootedAt = clock.now().toEpochMilli() / 1000.0 - uptime.toMillis() / 1000.0;
            // Rounded to seconds: otherwise it would fluctuate with each scrape.
            return Optional.of((double) Math.round(bootedAt + process.startTicks() / TICKS_PER_SECOND));
        } catch (IOException unavailable) {
            return Optional.empty();
        }
    }
}
