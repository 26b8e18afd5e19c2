package peaceofmind.watchdog.act;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.linux.KernelClock;
import peaceofmind.linux.ProcessStat;
import peaceofmind.watchdog.policy.UnitState;

/**
 * What ran before an order, to tell whether what runs after it is another run.
 *
 * @param uptime time since boot before the look; empty when the kernel did not tell it
 */
record PreviousRun(ServiceStatus status, Optional<Duration> uptime) {

    private static final Path PROC = Path.of("/proc");

    /** Linux shows start times in hundredths of a second, whatever the kernel's own clock. */
    private static final int MILLIS_PER_TICK = 10;

    /** Looks at what runs. */
    interface StatusReader {
        ServiceStatus readStatus() throws InterruptedException;
    }

    static PreviousRun of(StatusReader statusReader) throws InterruptedException {
        Optional<Duration> uptime;
        try {
            uptime = Optional.of(new KernelClock(PROC).uptime());
        } catch (IOException unknown) {
            uptime = Optional.empty();
        }
        return new PreviousRun(statusReader.readStatus(), uptime);
    }

    /** Whether another run runs now, for certain: where the first look got no answer, by the age of the process. */
    boolean isReplacedBy(ServiceStatus now) {
        if (now.runId().isEmpty()) {
            return false;
        }
        return status.state() == UnitState.UNKNOWN ? isStartedLater(now) : !now.runId().equals(status.runId());
    }

    private boolean isStartedLater(ServiceStatus now) {
        if (uptime.isEmpty() || now.mainPid().isEmpty()) {
            return false;
        }
        return ProcessStat.read(PROC, now.mainPid().getAsLong())
                .map(process -> Duration.ofMillis(process.startTicks() * MILLIS_PER_TICK))
                .filter(startedAt -> startedAt.compareTo(uptime.get()) >= 0)
                .isPresent();
    }
}
