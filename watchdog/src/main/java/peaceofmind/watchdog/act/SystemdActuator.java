// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;
import peaceofmind.watchdog.policy.UnitState;

/**
 * Controls a systemd unit through {@code systemctl}. Jobs are queued with {@code --no-block} and their effect is polled: a unit
 * whose stop hangs never blocks the caller longer than the timeout, and a manager that hangs at most a minute longer. If systemd does
 * not report the effect, that never counts as success.
 */
public final class SystemdActuator implements Actuator {

    /** On an overloaded machine, systemd and polkit take seconds to respond, and that is when a restart is needed most. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    /** Each poll starts a process, which takes tenths of a second of CPU time on a small device. */
    private static final Duration FAST_POLL_INTERVAL = Duration.ofMillis(500);

    private static final Duration SLOW_POLL_INTERVAL = Duration.ofSeconds(1);

    /** Most actions take less; slower ones are polled less often. */
    private static final Duration FAST_POLL_PERIOD = Duration.ofSeconds(5);

    /** How often to retry a kill that systemd did not accept. */
    private static final Duration KILL_RETRY_INTERVAL = Duration.ofSeconds(2);

    private static final int MAX_OUTPUT_BYTES = 16 * 1024;

    private final String systemctl;
    private final SystemdUnits units;
    private final String unit;
    private final Clock clock;
    private final UnitControlGroup controlGroup = new UnitControlGroup(Path.of("/proc"));

    /**
     * Controls a unit of the system manager.
     *
     * @param units shared by all services, which makes them cheaper to poll
     */
    public SystemdActuator(SystemdUnits units, String unit, Clock clock) {
        this("systemctl", units, unit, clock);
    }

    /** @param systemctl the command; tests replace it */
    SystemdActuator(String systemctl, SystemdUnits units, String unit, Clock clock) {
        this.systemctl = systemctl;
        this.units = units;
        this.unit = unit;
        this.clock = clock;
    }

    @Override
    public ServiceStatus readStatus() throws InterruptedException {
        return units.read(unit);
    }

    @Override
    public ServiceStatus readRecentStatus() throws InterruptedException {
        return units.readRecent(unit);
    }

    @Override
    public ActionResult restart(RestartMode mode, Duration timeout) throws InterruptedException {
        // Whoever orders a restart has usually just read the status: a process less while the service is down.
        PreviousRun previousRun = PreviousRun.of(this::readRecentStatus);
        // Needed if the unit failed too often, harmless otherwise.
        runSystemctl("reset-failed", unit);
        // Whatever the status says: the process may be frozen even when systemd is too slow to report it.
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
            // Only if it is known to be the old run: never kill a new one that is just starting.
            if (!killed && elapsed.compareTo(killAfter) >= 0 && mustExit(status)) {
                killed = kill();
                killAfter = elapsedSince(orderedAt).plus(KILL_RETRY_INTERVAL);
            }
            awaitNextPoll(orderedAt);
            status = readStatus();
        }
        return new ActionResult.Done(unit + " was restarted: " + status.detail());
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
     * Kills all processes of the unit, since a frozen one does not react to SIGTERM.
     *
     * @return whether systemd accepted the order
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

    /** Whether nothing of it runs and nothing is about to start; false if systemd does not respond. */
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
        return new ActionResult.Done(unit + " is running: " + status.detail());
    }

    @Override
    public boolean owns(long pid, long mainPid) {
        return controlGroup.contains(pid, mainPid);
    }

    /** Why the command failed; empty if it succeeded. */
    private Optional<String> runSystemctl(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(systemctl);
        command.addAll(List.of(arguments));
        return switch (Subprocess.run(command, COMMAND_TIMEOUT, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited exited when exited.succeeded() -> Optional.empty();
            case Subprocess.Exited exited -> Optional.of(exited.errorOutput().strip());
            case Subprocess.TimedOut _ ->
                Optional.of("systemd did not respond within " + COMMAND_TIMEOUT.toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> Optional.of(notStarted.reason());
        };
    }

    /** The unit belongs to systemd and keeps running. */
    @Override
    public void close() {}
}
