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

    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(2);

    /** On a machine that gasps, systemd and polkit take seconds to answer: that is when a restart is needed most. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    /** Each look costs a process, which on a small device is tenths of a second of its processor. */
    private static final Duration FAST_POLL_INTERVAL = Duration.ofMillis(500);

    private static final Duration SLOW_POLL_INTERVAL = Duration.ofSeconds(1);

    /** What has not happened by then takes its time. */
    private static final Duration FAST_POLL_PERIOD = Duration.ofSeconds(5);

    /** A killing that systemd did not take is tried again this often. */
    private static final Duration KILL_RETRY_INTERVAL = Duration.ofSeconds(2);

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
    public ServiceStatus readStatus() throws InterruptedException {
        List<String> command = List.of(systemctl, "show", unit, "--no-pager", "--property=" + UnitProperties.PROPERTY_NAMES);
        return switch (Subprocess.run(command, STATUS_TIMEOUT, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited exited when exited.succeeded() -> UnitProperties.parse(exited.output());
            case Subprocess.Exited exited ->
                unknown("systemctl show: " + exited.errorOutput().strip());
            case Subprocess.TimedOut _ -> unknown("systemd gave no answer within " + STATUS_TIMEOUT.toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> unknown(notStarted.reason());
        };
    }

    private static ServiceStatus unknown(String reason) {
        return new ServiceStatus(UnitState.UNKNOWN, OptionalLong.empty(), Optional.empty(), reason);
    }

    @Override
    public ActionResult restart(RestartMode mode, Duration timeout) throws InterruptedException {
        PreviousRun previousRun = PreviousRun.of(this::readStatus);
        // Refused by nobody, and needed when the unit failed too often.
        runSystemctl("reset-failed", unit);
        // Whatever the look said, or did not: when systemd is slow to tell, the process may be frozen all the same.
        boolean killed = mode == RestartMode.KILL && kill();
        Optional<String> error = runSystemctl("--no-block", "restart", unit);
        if (error.isPresent()) {
            return new ActionResult.Failed("systemctl restart: " + error.get());
        }
        long orderedAt = clock.nanoTime();
        Duration killAfter = mode == RestartMode.KILL ? Duration.ZERO : timeout.dividedBy(2);
        ServiceStatus status = readStatus();
        while (!previousRun.isReplacedBy(status)) {
            Duration elapsed = elapsedSince(orderedAt);
            if (elapsed.compareTo(timeout) >= 0) {
                return new ActionResult.Failed(
                        unit + " did not start within " + timeout.toSeconds() + " s: " + status.detail());
            }
            // Only what is known to be the old run: a new one that is just coming up must not be hit.
            if (!killed && elapsed.compareTo(killAfter) >= 0 && mustExit(status)) {
                killed = kill();
                killAfter = elapsedSince(orderedAt).plus(KILL_RETRY_INTERVAL);
            }
            awaitNextPoll(orderedAt);
            status = readStatus();
        }
        return new ActionResult.Done(unit + " runs anew: " + status.detail());
    }

    private static boolean mustExit(ServiceStatus status) {
        return status.state() == UnitState.DEACTIVATING
                || (status.state() != UnitState.UNKNOWN && status.mainPid().isPresent());
    }

    private Duration elapsedSince(long nanos) {
        return Duration.ofNanos(clock.nanoTime() - nanos);
    }

    private void awaitNextPoll(long startedAt) throws InterruptedException {
        clock.sleep(elapsedSince(startedAt).compareTo(FAST_POLL_PERIOD) < 0 ? FAST_POLL_INTERVAL : SLOW_POLL_INTERVAL);
    }

    /**
     * A frozen process never acts on a request to end: all of the unit's processes are killed.
     *
     * @return whether systemd took the order
     */
    private boolean kill() throws InterruptedException {
        Optional<String> error = runSystemctl("kill", "--kill-whom=all", "--signal=SIGKILL", unit);
        if (error.filter(reason -> reason.contains("--kill-whom")).isPresent()) {
            // Before systemd 252 the option had another name.
            error = runSystemctl("kill", "--kill-who=all", "--signal=SIGKILL", unit);
        }
        return error.isEmpty();
    }

    @Override
    public ActionResult stop(Duration timeout) throws InterruptedException {
        long orderedAt = clock.nanoTime();
        Optional<String> error = runSystemctl("--no-block", "stop", unit);
        if (error.isPresent()) {
            return new ActionResult.Failed("systemctl stop: " + error.get());
        }
        boolean killed = false;
        Duration killAfter = timeout.dividedBy(2);
        ServiceStatus status = readStatus();
        while (!isStopped(status)) {
            Duration elapsed = elapsedSince(orderedAt);
            if (elapsed.compareTo(timeout) >= 0) {
                return new ActionResult.Failed(
                        unit + " did not stop within " + timeout.toSeconds() + " s: " + status.detail());
            }
            if (!killed && elapsed.compareTo(killAfter) >= 0) {
                killed = kill();
                killAfter = elapsedSince(orderedAt).plus(KILL_RETRY_INTERVAL);
            }
            awaitNextPoll(orderedAt);
            status = readStatus();
        }
        return new ActionResult.Done(unit + " is stopped: " + status.detail());
    }

    /** Nothing of it runs, and nothing is about to; that systemd gives no answer says neither. */
    private static boolean isStopped(ServiceStatus status) {
        return status.mainPid().isEmpty()
                && switch (status.state()) {
                    case STOPPED, FAILED, START_LIMIT_HIT, MISSING -> true;
                    case ACTIVE, ACTIVATING, DEACTIVATING, UNKNOWN -> false;
                };
    }

    @Override
    public ActionResult start(Duration timeout) throws InterruptedException {
        runSystemctl("reset-failed", unit);
        Optional<String> error = runSystemctl("--no-block", "start", unit);
        if (error.isPresent()) {
            return new ActionResult.Failed("systemctl start: " + error.get());
        }
        long orderedAt = clock.nanoTime();
        ServiceStatus status = readStatus();
        while (status.runId().isEmpty()) {
            if (elapsedSince(orderedAt).compareTo(timeout) >= 0) {
                return new ActionResult.Failed(
                        unit + " did not start within " + timeout.toSeconds() + " s: " + status.detail());
            }
            awaitNextPoll(orderedAt);
            status = readStatus();
        }
        return new ActionResult.Done(unit + " runs: " + status.detail());
    }

    /** Why it was refused; empty when it was not. */
    private Optional<String> runSystemctl(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(systemctl);
        command.addAll(List.of(arguments));
        return switch (Subprocess.run(command, COMMAND_TIMEOUT, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited exited when exited.succeeded() -> Optional.empty();
            case Subprocess.Exited exited -> Optional.of(exited.errorOutput().strip());
            case Subprocess.TimedOut _ -> Optional.of("systemd gave no answer within " + COMMAND_TIMEOUT.toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> Optional.of(notStarted.reason());
        };
    }

    /** The unit is systemd's and goes on. */
    @Override
    public void close() {}
}
