// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.CLibrary;
import peaceofmind.watchdog.act.SavedProcessState.RunningProcess;
import peaceofmind.watchdog.policy.UnitState;

/**
 * Starts and supervises a process, for machines without systemd, demos and tests: starts it again when it exits, unless it exits
 * too often. The process leads a session of its own, so all of its children can be killed with it. A watchdog that was killed adopts
 * the process at its next start.
 */
public final class ProcessActuator implements Actuator {

    private static final Path PROC = Path.of("/proc");
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    /** Longer than the start of a program; a foreign one that has cleared its environment is never distinguished from one that starts. */
    private static final int MAX_KILL_PASSES = 10;

    private static final Duration SUPERVISE_INTERVAL = Duration.ofMillis(300);

    /** The JVM is notified when a child exits, but an adopted process must be polled; each check reads /proc. */
    private static final Duration LIVENESS_CHECK_INTERVAL = Duration.ofSeconds(1);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final SupervisedProcess service;
    private final Clock clock;
    private final ServiceProcesses processes;
    private final OutputFile output;
    private final Thread supervisor;

    /** Automatic starts by the supervisor, by monotonic time; those by an operator or the policy do not count. */
    private final Deque<Long> starts = new ArrayDeque<>();

    private volatile Optional<RunningProcess> process;
    private volatile UnitState idleState;
    private volatile String detail = "not started yet";
    private volatile boolean closed;
    private long exitedAtNanos;

    /**
     * Adopts the process if it is running, also when the memory of it is lost or damaged; otherwise starts it, unless an operator
     * stopped it during this boot.
     *
     * @param warn receives what was wrong with the state file
     */
    public static ProcessActuator start(SupervisedProcess service, Clock clock, Consumer<String> warn) {
        SavedProcessState.Loaded saved = SavedProcessState.read(service.stateFile(), service.bootId());
        ServiceProcesses processes = new ServiceProcesses(PROC, service.stateFile());
        Optional<RunningProcess> adopted =
                saved.known() ? saved.state().process().filter(RunningProcess::isAlive) : processes.leader();
        saved.problem()
                .ifPresent(problem -> warn.accept(service.name() + ": " + problem
                        + adopted.map(found -> "; process " + found.pid() + " was found running")
                                .orElse("")));
        ProcessActuator actuator = new ProcessActuator(
                service, clock, processes, adopted, saved.state().stopped());
        actuator.supervisor.start();
        return actuator;
    }

    private ProcessActuator(
            SupervisedProcess service,
            Clock clock,
            ServiceProcesses processes,
            Optional<RunningProcess> adopted,
            boolean stopped) {
        this.service = service;
        this.clock = clock;
        this.processes = processes;
        this.output = new OutputFile(service.output());
        this.process = adopted;
        this.idleState = stopped ? UnitState.STOPPED : UnitState.ACTIVATING;
        adopted.ifPresent(found -> detail = "adopted process " + found.pid());
        this.exitedAtNanos = clock.nanoTime() - service.restartDelay().toNanos();
        this.supervisor =
                Thread.ofPlatform().daemon().name("supervise-" + service.name()).unstarted(this::supervise);
    }

    @Override
    public ServiceStatus readStatus() {
        Optional<RunningProcess> running = process.filter(RunningProcess::isAlive);
        return running.map(alive -> new ServiceStatus(
                        UnitState.ACTIVE, OptionalLong.of(alive.pid()), Optional.of(alive.runId()), detail))
                .orElseGet(() -> new ServiceStatus(idleState, OptionalLong.empty(), Optional.empty(), detail));
    }

    @Override
    public synchronized ActionResult restart(RestartMode mode, Duration timeout) throws InterruptedException {
        starts.clear();
        Duration gracePeriod = mode == RestartMode.KILL ? Duration.ZERO : timeout.dividedBy(2);
        Optional<String> stopFailure = terminate(gracePeriod, timeout);
        if (stopFailure.isPresent()) {
            return new ActionResult.Failed(stopFailure.get());
        }
        return launch();
    }

    @Override
    public synchronized ActionResult stop(Duration timeout) throws InterruptedException {
        idleState = UnitState.STOPPED;
        Optional<String> saveError = saveState(process, true);
        Optional<String> stopFailure = terminate(timeout.dividedBy(2), timeout);
        if (stopFailure.isPresent()) {
            return new ActionResult.Failed(stopFailure.get());
        }
        detail = "stopped";
        return new ActionResult.Done("stopped"
                + saveError
                        .map(reason -> ", but it will start again with the watchdog: " + reason)
                        .orElse(""));
    }

    @Override
    public synchronized ActionResult start(Duration timeout) {
        starts.clear();
        if (process.filter(RunningProcess::isAlive).isPresent()) {
            return new ActionResult.Done("it is running already");
        }
        return launch();
    }

    @Override
    public boolean owns(long pid, long mainPid) {
        return processes.contains(pid);
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            // Not while it saves which process it has just started: that process could not be adopted.
            supervisor.interrupt();
            if (service.stopOnClose()) {
                try {
                    terminate(CLOSE_TIMEOUT.dividedBy(2), CLOSE_TIMEOUT);
                } catch (InterruptedException interrupted) {
                    process.ifPresent(running -> signal(running, SIGKILL));
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private void supervise() {
        try {
            while (!closed) {
                try {
                    superviseOnce();
                    output.limit();
                    awaitExitOrInterval();
                } catch (RuntimeException | Error failure) {
                    // Such as a refused thread: supervision continues.
                    detail = "cannot be supervised for the moment: " + ErrorText.of(failure);
                    clock.sleep(LIVENESS_CHECK_INTERVAL);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitExitOrInterval() throws InterruptedException {
        Optional<ProcessHandle> running =
                process.filter(RunningProcess::isAlive).flatMap(alive -> ProcessHandle.of(alive.pid()));
        if (running.isPresent()) {
            awaitExit(running.get());
        } else {
            clock.sleep(SUPERVISE_INTERVAL);
        }
    }

    private static void awaitExit(ProcessHandle running) throws InterruptedException {
        try {
            running.onExit().get(LIVENESS_CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillRuns) {
            // It may have been replaced in the meantime.
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private synchronized void superviseOnce() throws InterruptedException {
        if (closed || process.filter(RunningProcess::isAlive).isPresent() || idleState == UnitState.STOPPED) {
            return;
        }
        long now = clock.nanoTime();
        if (process.isPresent()) {
            killChildren(process.get().pid());
            detail = "process " + process.get().pid() + " has exited";
            process = Optional.empty();
            exitedAtNanos = now;
        }
        if (idleState == UnitState.ACTIVATING
                && now - exitedAtNanos >= service.restartDelay().toNanos()) {
            starts.removeIf(at -> now - at > service.startWindow().toNanos());
            if (starts.size() >= service.maxStarts()) {
                idleState = UnitState.START_LIMIT_HIT;
                detail = "exited " + starts.size() + " times in "
                        + service.startWindow().toSeconds() + " s: not started any more";
                return;
            }
            starts.add(now);
            exitedAtNanos = now;
            launch();
        }
    }

    private ActionResult launch() {
        idleState = UnitState.ACTIVATING;
        List<String> command = new ArrayList<>(List.of(SupervisedProcess.LAUNCHER));
        command.addAll(service.command());
        try {
            Optional<String> noOutput = output.prepare();
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(
                            noOutput.isPresent()
                                    ? ProcessBuilder.Redirect.DISCARD
                                    : ProcessBuilder.Redirect.appendTo(
                                            service.output().toFile()));
            builder.environment()
                    .put(
                            ServiceProcesses.VARIABLE,
                            service.stateFile().toAbsolutePath().toString());
            Process started = builder.start();
            process = RunningProcess.of(started.pid());
            detail = "started process " + started.pid()
                    + noOutput.map(reason -> ", but its output is lost: " + reason)
                            .orElse("");
            Optional<String> saveError = saveState(process, false);
            return new ActionResult.Done(detail
                    + saveError
                            .map(reason -> ", but it cannot be adopted later: " + reason)
                            .orElse(""));
        } catch (IOException failure) {
            detail = "cannot start: " + ErrorText.of(failure);
            return new ActionResult.Failed(detail);
        }
    }

    /** Why the state could not be saved; empty if it was. */
    private Optional<String> saveState(Optional<RunningProcess> running, boolean stopped) {
        try {
            Files.createDirectories(service.stateFile().toAbsolutePath().getParent());
            new SavedProcessState(service.bootId(), running, stopped).save(service.stateFile());
            return Optional.empty();
        } catch (IOException failure) {
            return Optional.of(ErrorText.of(failure));
        }
    }

    /**
     * Stops the process and its whole session.
     *
     * @param gracePeriod between SIGTERM and SIGKILL
     * @return why it is still running; empty if it has exited
     */
    private Optional<String> terminate(Duration gracePeriod, Duration timeout) throws InterruptedException {
        Optional<RunningProcess> running = process.filter(RunningProcess::isAlive);
        if (running.isEmpty()) {
            return Optional.empty();
        }
        RunningProcess target = running.get();
        long startedAt = clock.nanoTime();
        if (gracePeriod.isPositive()) {
            signal(target, SIGTERM);
            awaitExit(target, startedAt, gracePeriod);
        }
        // Also if the leader of the group has exited.
        killChildren(target.pid());
        if (target.isAlive()) {
            signal(target, SIGKILL);
            awaitExit(target, startedAt, timeout);
        }
        if (target.isAlive()) {
            return Optional.of("process " + target.pid() + " did not exit within " + timeout.toSeconds()
                    + " s of being killed: it hangs in the kernel");
        }
        process = Optional.empty();
        return Optional.empty();
    }

    private void awaitExit(RunningProcess target, long startedAt, Duration timeout) throws InterruptedException {
        while (target.isAlive() && clock.nanoTime() - startedAt < timeout.toNanos()) {
            clock.sleep(POLL_INTERVAL);
        }
    }

    /** Signals only the process that was started: its pid may have been reused. */
    private static void signal(RunningProcess running, int signal) {
        if (running.isAlive()) {
            kill(running.pid(), signal);
        }
    }

    /** Children must not outlive their process, as with a control group: those of its group, and those in sessions of their own. */
    private void killChildren(long leader) throws InterruptedException {
        kill(-leader, SIGKILL);
        // Once more for a child that was born meanwhile, and again for one that is just starting a program.
        for (int pass = 1; pass <= MAX_KILL_PASSES; pass++) {
            ServiceProcesses.Scan scan = processes.scan();
            scan.running().forEach(child -> kill(child.pid(), SIGKILL));
            if (scan.isAnyStarting()) {
                clock.sleep(POLL_INTERVAL);
            } else if (pass > 1) {
                return;
            }
        }
    }

    private static void kill(long pid, int signal) {
        try {
            CLibrary.kill(pid, signal);
        } catch (IOException gone) {
            // It has exited already.
        }
    }
}
