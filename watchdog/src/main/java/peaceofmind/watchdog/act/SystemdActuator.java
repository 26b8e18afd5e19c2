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
 * whose stop hangs, or a manager that does, never holds the caller longer than its limit.
 */
public final class SystemdActuator implements Actuator {

    private static final Duration LOOK_LIMIT = Duration.ofSeconds(2);

    /** On a machine that gasps, systemd and polkit take seconds to answer: that is when a restart is needed most. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(250);
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
        long deadline = clock.nanoTime() + limit.toNanos();
        ServiceLook before = look();
        // Refused by nobody, and needed when the unit failed too often.
        call("reset-failed", unit);
        if (mode == RestartMode.KILL) {
            kill(before);
        }
        Optional<String> refused = call("--no-block", "restart", unit);
        if (refused.isPresent()) {
            return new ActionResult.Failed("systemctl restart: " + refused.get());
        }
        long killAt = clock.nanoTime() + limit.dividedBy(2).toNanos();
        boolean killed = mode == RestartMode.KILL;
        ServiceLook now = look();
        while (!runsAnew(before, now)) {
            if (clock.nanoTime() - deadline >= 0) {
                return new ActionResult.Failed(
                        unit + " did not start within " + limit.toSeconds() + " s: " + now.detail());
            }
            if (!killed && clock.nanoTime() - killAt >= 0) {
                killed = true;
                kill(now);
            }
            clock.sleep(POLL);
            now = look();
        }
        return new ActionResult.Done(unit + " runs anew: " + now.detail());
    }

    private static boolean runsAnew(ServiceLook before, ServiceLook now) {
        return now.run().isPresent() && !now.run().equals(before.run());
    }

    /** A frozen process never acts on a request to end: all of the unit's processes are killed. */
    private void kill(ServiceLook look) throws InterruptedException {
        if (look.mainPid().isPresent()
                && call("kill", "--kill-whom=all", "--signal=SIGKILL", unit).isPresent()) {
            // Before systemd 252 the option had another name.
            call("kill", "--kill-who=all", "--signal=SIGKILL", unit);
        }
    }

    @Override
    public ActionResult stop(Duration limit) throws InterruptedException {
        long begun = clock.nanoTime();
        Optional<String> refused = call("--no-block", "stop", unit);
        if (refused.isPresent()) {
            return new ActionResult.Failed("systemctl stop: " + refused.get());
        }
        boolean killed = false;
        ServiceLook now = look();
        while (now.mainPid().isPresent() || now.state() == UnitState.DEACTIVATING) {
            long taken = clock.nanoTime() - begun;
            if (taken >= limit.toNanos()) {
                return new ActionResult.Failed(
                        unit + " did not stop within " + limit.toSeconds() + " s: " + now.detail());
            }
            if (!killed && taken >= limit.dividedBy(2).toNanos()) {
                killed = true;
                kill(now);
            }
            clock.sleep(POLL);
            now = look();
        }
        return new ActionResult.Done(unit + " is stopped: " + now.detail());
    }

    @Override
    public ActionResult start(Duration limit) throws InterruptedException {
        long deadline = clock.nanoTime() + limit.toNanos();
        call("reset-failed", unit);
        Optional<String> refused = call("--no-block", "start", unit);
        if (refused.isPresent()) {
            return new ActionResult.Failed("systemctl start: " + refused.get());
        }
        ServiceLook now = look();
        while (now.run().isEmpty()) {
            if (clock.nanoTime() - deadline >= 0) {
                return new ActionResult.Failed(
                        unit + " did not start within " + limit.toSeconds() + " s: " + now.detail());
            }
            clock.sleep(POLL);
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
