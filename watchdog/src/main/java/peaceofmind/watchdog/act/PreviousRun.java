// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.linux.KernelClock;
import peaceofmind.linux.ProcessStat;
import peaceofmind.watchdog.policy.UnitState;

/**
 * The run of a service before an order, to detect that another run has replaced it.
 *
 * @param uptime time since boot, before the status was read; empty if it could not be read
 */
record PreviousRun(ServiceStatus status, Optional<Duration> uptime) {

    private static final Path PROC = Path.of("/proc");

    /** Linux reports start times in hundredths of a second, whatever the kernel's own tick rate. */
    private static final int MILLIS_PER_TICK = 10;

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

    /** Whether another run definitely runs now; judged by the age of the process if the first status was unknown. */
    boolean isReplacedBy(ServiceStatus now) {
        if (now.runId().isEmpty()) {
            return false;
        }
        return status.state() == UnitState.UNKNOWN
                ? isStartedLater(now)
                : !now.runId().equals(status.runId());
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
