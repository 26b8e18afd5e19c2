package peaceofmind.exporter.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.KernelClock;
import peaceofmind.linux.ProcessStat;

/** When processes started, by the kernel. Linux reports user-visible ticks of 1/100 s on every platform we run on. */
public final class ProcessTimes {

    public static final double TICKS_PER_SECOND = 100;
    public static final Path PROC = Path.of("/proc");

    private final KernelClock kernelClock = new KernelClock(PROC);
    private final Clock clock;

    public ProcessTimes(Clock clock) {
        this.clock = clock;
    }

    /** Seconds since 1970 at which the process started, by the present wall clock; empty when the kernel does not tell. */
    public Optional<Double> startSeconds(ProcessStat process) {
        try {
            Duration uptime = kernelClock.uptime();
            double bootedAt = clock.now().toEpochMilli() / 1000.0 - uptime.toMillis() / 1000.0;
            // To the second: it would otherwise seem to change with each scrape.
            return Optional.of((double) Math.round(bootedAt + process.startTicks() / TICKS_PER_SECOND));
        } catch (IOException unavailable) {
            return Optional.empty();
        }
    }
}
