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
record RunBefore(ServiceLook look, Optional<Duration> uptime) {

    private static final Path PROC = Path.of("/proc");

    /** Linux shows start times in hundredths of a second, whatever the kernel's own clock. */
    private static final int MILLIS_PER_TICK = 10;

    /** Looks at what runs. */
    interface Looking {
        ServiceLook look() throws InterruptedException;
    }

    static RunBefore of(Looking looking) throws InterruptedException {
        Optional<Duration> uptime;
        try {
            uptime = Optional.of(new KernelClock(PROC).uptime());
        } catch (IOException notTold) {
            uptime = Optional.empty();
        }
        return new RunBefore(looking.look(), uptime);
    }

    /** Whether another run runs now, for certain: where the first look got no answer, by the age of the process. */
    boolean isFollowedBy(ServiceLook now) {
        if (now.run().isEmpty()) {
            return false;
        }
        return look.state() == UnitState.UNKNOWN ? isYounger(now) : !now.run().equals(look.run());
    }

    private boolean isYounger(ServiceLook now) {
        if (uptime.isEmpty() || now.mainPid().isEmpty()) {
            return false;
        }
        return ProcessStat.read(PROC, now.mainPid().getAsLong())
                .map(process -> Duration.ofMillis(process.startTicks() * MILLIS_PER_TICK))
                .filter(begun -> begun.compareTo(uptime.get()) >= 0)
                .isPresent();
    }
}
