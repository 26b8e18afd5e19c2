// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;
import peaceofmind.watchdog.config.CommandsConfig;
import peaceofmind.watchdog.policy.UnitState;

/**
 * Controls a service by commands: a container, or whatever has a manager of its own. The watchdog does not start it again when it exits,
 * which is for its manager or the policy; a stop lasts until a start.
 */
public final class CommandActuator implements Actuator {

    private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final int MAX_OUTPUT_BYTES = 4 * 1024;

    private final CommandsConfig commands;
    private final Clock clock;

    /** Of a manager that names no run. */
    private final AtomicInteger starts = new AtomicInteger();

    private volatile boolean stopped;

    public CommandActuator(CommandsConfig commands, Clock clock) {
        this.commands = commands;
        this.clock = clock;
    }

    @Override
    public ServiceStatus readStatus() throws InterruptedException {
        return switch (Subprocess.runInOwnSession(commands.status(), STATUS_TIMEOUT, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited exited ->
                CommandStatus.parse(exited.exitCode(), exited.output(), exited.errorOutput(), stopped, starts.get());
            case Subprocess.TimedOut _ ->
                unknown(commands.status().getFirst() + " did not respond within " + STATUS_TIMEOUT.toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> unknown(notStarted.reason());
        };
    }

    private static ServiceStatus unknown(String reason) {
        return new ServiceStatus(UnitState.UNKNOWN, OptionalLong.empty(), Optional.empty(), reason);
    }

    @Override
    public ActionResult restart(RestartMode mode, Duration timeout) throws InterruptedException {
        long orderedAt = clock.nanoTime();
        PreviousRun previousRun = PreviousRun.of(this::readStatus);
        if (mode == RestartMode.GRACEFUL && commands.restart().isPresent()) {
            Optional<String> failure = run(commands.restart().get(), timeout.dividedBy(2));
            starts.incrementAndGet();
            stopped = false;
            if (failure.isEmpty()) {
                return awaitRun(previousRun, timeout, orderedAt);
            }
        }
        Optional<String> stopFailure = end(mode == RestartMode.KILL, timeout);
        if (stopFailure.isPresent()) {
            return new ActionResult.Failed(stopFailure.get());
        }
        Optional<String> startFailure = launch(timeout);
        return startFailure.isPresent()
                ? new ActionResult.Failed(startFailure.get())
                : awaitRun(previousRun, timeout, orderedAt);
    }

    @Override
    public ActionResult stop(Duration timeout) throws InterruptedException {
        stopped = true;
        Optional<String> failure = end(false, timeout);
        return failure.<ActionResult>map(ActionResult.Failed::new).orElseGet(() -> new ActionResult.Done("stopped"));
    }

    @Override
    public ActionResult start(Duration timeout) throws InterruptedException {
        long orderedAt = clock.nanoTime();
        PreviousRun previousRun = PreviousRun.of(this::readStatus);
        if (previousRun.status().runId().isPresent()) {
            return new ActionResult.Done(
                    "it is running already: " + previousRun.status().detail());
        }
        Optional<String> failure = launch(timeout);
        return failure.isPresent() ? new ActionResult.Failed(failure.get()) : awaitRun(previousRun, timeout, orderedAt);
    }

    private Optional<String> launch(Duration timeout) throws InterruptedException {
        stopped = false;
        starts.incrementAndGet();
        return run(commands.start(), timeout);
    }

    /**
     * Ends its processes.
     *
     * @return why one may still run; empty if none does
     */
    private Optional<String> end(boolean atOnce, Duration timeout) throws InterruptedException {
        Optional<String> failure = Optional.empty();
        if (!atOnce || commands.kill().isEmpty()) {
            failure = run(commands.stop(), commands.kill().isPresent() ? timeout.dividedBy(2) : timeout);
        }
        if (commands.kill().isPresent() && (atOnce || failure.isPresent() || isRunning())) {
            Duration limit = timeout.compareTo(KILL_TIMEOUT) < 0 ? timeout : KILL_TIMEOUT;
            // Its exit code says little: "there is no such process" is a failure, too.
            failure = run(commands.kill().get(), limit);
        }
        long killedAt = clock.nanoTime();
        ServiceStatus status = readStatus();
        while (status.runId().isPresent() && elapsedSince(killedAt).compareTo(KILL_TIMEOUT) < 0) {
            clock.sleep(POLL_INTERVAL);
            status = readStatus();
        }
        if (status.runId().isEmpty() && status.state() != UnitState.UNKNOWN) {
            return Optional.empty();
        }
        return Optional.of("it could not be stopped: " + failure.orElse(status.detail()));
    }

    private boolean isRunning() throws InterruptedException {
        return readStatus().runId().isPresent();
    }

    private ActionResult awaitRun(PreviousRun previousRun, Duration timeout, long orderedAt)
            throws InterruptedException {
        ServiceStatus status = readStatus();
        while (!previousRun.isReplacedBy(status)) {
            if (elapsedSince(orderedAt).compareTo(timeout) >= 0) {
                return new ActionResult.Failed(
                        "it did not start within " + timeout.toSeconds() + " s: " + status.detail());
            }
            clock.sleep(POLL_INTERVAL);
            status = readStatus();
        }
        return new ActionResult.Done("it is running: " + status.detail());
    }

    private Duration elapsedSince(long nanos) {
        return Duration.ofNanos(clock.nanoTime() - nanos);
    }

    /** Why the command failed; empty if it succeeded. What it started keeps running. */
    private static Optional<String> run(List<String> command, Duration timeout) throws InterruptedException {
        String name = String.join(" ", command);
        return switch (Subprocess.run(command, timeout, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited exited when exited.succeeded() -> Optional.empty();
            case Subprocess.Exited exited ->
                Optional.of(String.format(
                        Locale.ROOT,
                        "%s exited with %d: %s",
                        name,
                        exited.exitCode(),
                        PlainText.of(exited.errorOutput().strip())));
            case Subprocess.TimedOut _ -> Optional.of(name + " did not finish within " + timeout.toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> Optional.of(notStarted.reason());
        };
    }

    /** The service belongs to its manager and keeps running. */
    @Override
    public void close() {}
}
