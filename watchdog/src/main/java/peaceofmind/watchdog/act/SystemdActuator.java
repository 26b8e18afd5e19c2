package peaceofmind.watchdog.act;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;
import peaceofmind.watchdog.policy.UnitState;

/**
 * A unit of systemd, through {@code systemctl}. Jobs are queued with {@code --no-block} and their effect is watched, so that a unit
 * whose stop hangs never holds the caller longer than its limit, and a manager that does at most a minute longer. What the manager does
 * not tell is never taken for success.
 */
public final class SystemdActuator implements Actuator {

    private static final Duration LOOK_LIMIT = Duration.ofSeconds(2);

    /** On a machine that gasps, systemd and polkit take seconds to answer: that is when a restart is needed most. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

    /** Each look costs a process, which on a small device is tenths of a second of its processor. */
    private static final Duration POLL = Duration.ofMillis(500);

    private static final Duration POLL_LATER = Duration.ofSeconds(1);

    /** What has not happened by then takes its time. */
    private static final Duration SOON = Duration.ofSeconds(5);

    /** A killing that systemd did not take is tried again this often. */
    private static final Duration KILL_AGAIN = Duration.ofSeconds(2);

    private static final int MAX_OUTPUT_BYTES = 16 * 1024;

    private final String systemctl;
    private final String unit;
    private final Clock clock;

    /** A unit of the system's manager. */
    public SystemdActuator(String unit, Clock clock) {
        this("systemctl", unit, clock);
    }

    /** @param systemctl the command, so that tests can stand in for it */
    SystemdActuator(String systemctl, String unit, Clock clock) {
        this.systemctl = systemctl;
        this.unit = unit;
        this.clock = clock;
    }

    @Override
    public ServiceLook look() throws InterruptedException {
        List<String> command = List.of(systemctl, "show", unit, "--no-pager", "--property=" + UnitProperties.NAMES);
        return switch (Subprocess.run(command, LOOK_LIMIT, MAX_OUTPUT_BYTES)) {
            case Subprocess.Ended ended when ended.succeeded() -> UnitProperties.parse(ended.output());
            case Subprocess.Ended ended ->
                unknown("systemctl show: " + ended.errorOutput().strip());
            case Subprocess.TimedOut _ -> unknown("systemd gave no answer within " + LOOK_LIMIT.toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> unknown(notStarted.why());
        };
    }

    private static ServiceLook unknown(String why) {
        return new ServiceLook(UnitState.UNKNOWN, OptionalLong.empty(), Optional.empty(), why);
    }

    @Override
    public ActionResult restart(RestartMode mode, Duration limit) throws InterruptedException {
        RunBefore before = RunBefore.of(this::look);
        // Refused by nobody, and needed when the unit failed too often.
        call("reset-failed", unit);
        // Whatever the look said, or did not: when systemd is slow to tell, the process may be frozen all the same.
        boolean killed = mode == RestartMode.KILL && kill();
        Optional<String> refused = call("--no-block", "restart", unit);
        if (refused.isPresent()) {
            return new ActionResult.Failed("systemctl restart: " + refused.get());
        }
        long ordered = clock.nanoTime();
        Duration killAt = mode == RestartMode.KILL ? Duration.ZERO : limit.dividedBy(2);
        ServiceLook now = look();
        while (!before.isFollowedBy(now)) {
            Duration taken = since(ordered);
            if (taken.compareTo(limit) >= 0) {
                return new ActionResult.Failed(
                        unit + " did not start within " + limit.toSeconds() + " s: " + now.detail());
            }
            // Only what is known to be the old run: a new one that is just coming up must not be hit.
            if (!killed && taken.compareTo(killAt) >= 0 && hasToEnd(now)) {
                killed = kill();
                killAt = since(ordered).plus(KILL_AGAIN);
            }
            pause(ordered);
            now = look();
        }
        return new ActionResult.Done(unit + " runs anew: " + now.detail());
    }

    private static boolean hasToEnd(ServiceLook now) {
        return now.state() == UnitState.DEACTIVATING
                || (now.state() != UnitState.UNKNOWN && now.mainPid().isPresent());
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(clock.nanoTime() - nanos);
    }

    private void pause(long begun) throws InterruptedException {
        clock.sleep(since(begun).compareTo(SOON) < 0 ? POLL : POLL_LATER);
    }

    /**
     * A frozen process never acts on a request to end: all of the unit's processes are killed.
     *
     * @return whether systemd took the order
     */
    private boolean kill() throws InterruptedException {
        Optional<String> refused = call("kill", "--kill-whom=all", "--signal=SIGKILL", unit);
        if (refused.filter(why -> why.contains("--kill-whom")).isPresent()) {
            // Before systemd 252 the option had another name.
            refused = call("kill", "--kill-who=all", "--signal=SIGKILL", unit);
        }
        return refused.isEmpty();
    }

    @Override
    public ActionResult stop(Duration limit) throws InterruptedException {
        long ordered = clock.nanoTime();
        Optional<String> refused = call("--no-block", "stop", unit);
        if (refused.isPresent()) {
            return new ActionResult.Failed("systemctl stop: " + refused.get());
        }
        boolean killed = false;
        Duration killAt = limit.dividedBy(2);
        ServiceLook now = look();
        while (!isOver(now)) {
            Duration taken = since(ordered);
            if (taken.compareTo(limit) >= 0) {
                return new ActionResult.Failed(
                        unit + " did not stop within " + limit.toSeconds() + " s: " + now.detail());
            }
            if (!killed && taken.compareTo(killAt) >= 0) {
                killed = kill();
                killAt = since(ordered).plus(KILL_AGAIN);
            }
            pause(ordered);
            now = look();
        }
        return new ActionResult.Done(unit + " is stopped: " + now.detail());
    }

    /** Nothing of it runs, and nothing is about to; that systemd gives no answer says neither. */
    private static boolean isOver(ServiceLook now) {
        return now.mainPid().isEmpty()
                && switch (now.state()) {
                    case STOPPED, FAILED, START_LIMIT_HIT, MISSING -> true;
                    case ACTIVE, ACTIVATING, DEACTIVATING, UNKNOWN -> false;
                };
    }

    @Override
    public ActionResult start(Duration limit) throws InterruptedException {
        call("reset-failed", unit);
        Optional<String> refused = call("--no-block", "start", unit);
        if (refused.isPresent()) {
            return new ActionResult.Failed("systemctl start: " + refused.get());
        }
        long ordered = clock.nanoTime();
        ServiceLook now = look();
        while (now.run().isEmpty()) {
            if (since(ordered).compareTo(limit) >= 0) {
                return new ActionResult.Failed(
                        unit + " did not start within " + limit.toSeconds() + " s: " + now.detail());
            }
            pause(ordered);
            now = look();
        }
        return new ActionResult.Done(unit + " runs: " + now.detail());
    }

    /** Why it was refused; empty when it was not. */
    private Optional<String> call(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(systemctl);
        command.addAll(List.of(arguments));
        return switch (Subprocess.run(command, CALL_LIMIT, MAX_OUTPUT_BYTES)) {
            case Subprocess.Ended ended when ended.succeeded() -> Optional.empty();
            case Subprocess.Ended ended -> Optional.of(ended.errorOutput().strip());
            case Subprocess.TimedOut _ -> Optional.of("systemd gave no answer within " + CALL_LIMIT.toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> Optional.of(notStarted.why());
        };
    }

    /** The unit is systemd's and goes on. */
    @Override
    public void close() {}
}
