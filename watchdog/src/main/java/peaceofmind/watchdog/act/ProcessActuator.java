package peaceofmind.watchdog.act;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.CLibrary;
import peaceofmind.watchdog.act.ProcessMemory.RunningProcess;
import peaceofmind.watchdog.policy.UnitState;

/**
 * Starts and supervises a process itself, for machines without systemd, demos and tests: starts it again when it ends, until it ends
 * too often. The process leads a session of its own, so that all of its children end with it. A watchdog that was killed adopts the
 * process at its next start.
 */
public final class ProcessActuator implements Actuator {

    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final Duration POLL = Duration.ofMillis(50);

    private static final Duration SUPERVISE_EVERY = Duration.ofMillis(300);

    /** The kernel tells of its end, but not of that of a process that was adopted; each look costs a read in /proc, day and night. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
    private static final long MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

    private final SupervisedProcess service;
    private final Clock clock;
    private final Thread supervisor;

    /** Starts that the supervisor made, by monotonic time; a person's or the watchdog's own do not count. */
    private final Deque<Long> starts = new ArrayDeque<>();

    private volatile Optional<RunningProcess> process;
    private volatile UnitState idleState;
    private volatile String detail = "not started yet";
    private volatile boolean closed;
    private long endedAt;

    /** Adopts the process when it runs already; otherwise starts it, unless an operator stopped it in this boot. */
    public ProcessActuator(SupervisedProcess service, Clock clock) {
        this.service = service;
        this.clock = clock;
        ProcessMemory memory = ProcessMemory.read(service.stateFile(), service.bootId());
        this.process = memory.process().filter(RunningProcess::isAlive);
        this.idleState = memory.stopped() ? UnitState.STOPPED : UnitState.ACTIVATING;
        process.ifPresent(adopted -> detail = "process " + adopted.pid() + " was adopted");
        this.endedAt = clock.nanoTime() - service.restartDelay().toNanos();
        this.supervisor =
                Thread.ofPlatform().daemon().name("supervise-" + service.name()).start(this::supervise);
    }

    @Override
    public ServiceLook look() {
        Optional<RunningProcess> running = process.filter(RunningProcess::isAlive);
        return running.map(alive -> new ServiceLook(
                        UnitState.ACTIVE, OptionalLong.of(alive.pid()), Optional.of(alive.run()), detail))
                .orElseGet(() -> new ServiceLook(idleState, OptionalLong.empty(), Optional.empty(), detail));
    }

    @Override
    public synchronized ActionResult restart(RestartMode mode, Duration limit) throws InterruptedException {
        starts.clear();
        Duration patience = mode == RestartMode.KILL ? Duration.ZERO : limit.dividedBy(2);
        Optional<String> stays = end(patience, limit);
        if (stays.isPresent()) {
            return new ActionResult.Failed(stays.get());
        }
        return begin();
    }

    @Override
    public synchronized ActionResult stop(Duration limit) throws InterruptedException {
        idleState = UnitState.STOPPED;
        Optional<String> unsaved = remember(process, true);
        Optional<String> stays = end(limit.dividedBy(2), limit);
        if (stays.isPresent()) {
            return new ActionResult.Failed(stays.get());
        }
        detail = "stopped";
        return new ActionResult.Done("stopped"
                + unsaved.map(why -> ", but a restart of the watchdog starts it: " + why)
                        .orElse(""));
    }

    @Override
    public synchronized ActionResult start(Duration limit) {
        starts.clear();
        if (process.filter(RunningProcess::isAlive).isPresent()) {
            return new ActionResult.Done("it runs already");
        }
        return begin();
    }

    @Override
    public void close() {
        closed = true;
        supervisor.interrupt();
        if (service.endOnClose()) {
            synchronized (this) {
                try {
                    end(CLOSE_LIMIT.dividedBy(2), CLOSE_LIMIT);
                } catch (InterruptedException impatient) {
                    process.ifPresent(running -> signal(running, SIGKILL));
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private void supervise() {
        try {
            while (!closed) {
                superviseOnce();
                Optional<ProcessHandle> running =
                        process.filter(RunningProcess::isAlive).flatMap(alive -> ProcessHandle.of(alive.pid()));
                if (running.isPresent()) {
                    awaitEnd(running.get());
                } else {
                    clock.sleep(SUPERVISE_EVERY);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(ProcessHandle running) throws InterruptedException {
        try {
            running.onExit().get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillRuns) {
            // It may have been replaced in the meantime.
        } catch (ExecutionException notTold) {
            throw new IllegalStateException(notTold);
        }
    }

    private synchronized void superviseOnce() {
        if (closed || process.filter(RunningProcess::isAlive).isPresent() || idleState == UnitState.STOPPED) {
            return;
        }
        long now = clock.nanoTime();
        if (process.isPresent()) {
            // As a control group would: children do not outlive it.
            kill(-process.get().pid(), SIGKILL);
            detail = "process " + process.get().pid() + " has ended";
            process = Optional.empty();
            endedAt = now;
        }
        if (idleState == UnitState.ACTIVATING
                && now - endedAt >= service.restartDelay().toNanos()) {
            starts.removeIf(at -> now - at > service.startWindow().toNanos());
            if (starts.size() >= service.maxStarts()) {
                idleState = UnitState.START_LIMIT_HIT;
                detail = "ended " + starts.size() + " times in "
                        + service.startWindow().toSeconds() + " s: not started any more";
                return;
            }
            starts.add(now);
            endedAt = now;
            begin();
        }
    }

    /** Starts it now. */
    private ActionResult begin() {
        idleState = UnitState.ACTIVATING;
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(service.command());
        try {
            Files.createDirectories(service.output().toAbsolutePath().getParent());
            boundOutput();
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(service.output().toFile()))
                    .start();
            process = RunningProcess.of(started.pid());
            detail = "process " + started.pid() + " was started";
            Optional<String> unsaved = remember(process, false);
            return new ActionResult.Done(detail
                    + unsaved.map(why -> ", but it can't be adopted later: " + why)
                            .orElse(""));
        } catch (IOException refused) {
            detail = "cannot be started: " + refused.getMessage();
            return new ActionResult.Failed(detail);
        }
    }

    /** Why it could not be saved; empty when it was. */
    private Optional<String> remember(Optional<RunningProcess> running, boolean stopped) {
        try {
            Files.createDirectories(service.stateFile().toAbsolutePath().getParent());
            new ProcessMemory(service.bootId(), running, stopped).save(service.stateFile());
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(refused.toString());
        }
    }

    private void boundOutput() throws IOException {
        Path output = service.output();
        if (Files.exists(output) && Files.size(output) > MAX_OUTPUT_BYTES) {
            Files.move(output, output.resolveSibling(output.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Ends the process and all of its session.
     *
     * @param patience how long it may take to end by itself
     * @return why it still lives; empty when it has ended
     */
    private Optional<String> end(Duration patience, Duration limit) throws InterruptedException {
        Optional<RunningProcess> running = process.filter(RunningProcess::isAlive);
        if (running.isEmpty()) {
            return Optional.empty();
        }
        RunningProcess ending = running.get();
        long begun = clock.nanoTime();
        if (patience.isPositive()) {
            signal(ending, SIGTERM);
            awaitEnd(ending, begun, patience);
        }
        // The group too, when its leader has ended: children must not outlive it.
        kill(-ending.pid(), SIGKILL);
        if (ending.isAlive()) {
            signal(ending, SIGKILL);
            awaitEnd(ending, begun, limit);
        }
        if (ending.isAlive()) {
            return Optional.of("process " + ending.pid() + " did not end within " + limit.toSeconds()
                    + " s although it was killed: it hangs in the kernel");
        }
        process = Optional.empty();
        return Optional.empty();
    }

    private void awaitEnd(RunningProcess ending, long begun, Duration limit) throws InterruptedException {
        while (ending.isAlive() && clock.nanoTime() - begun < limit.toNanos()) {
            clock.sleep(POLL);
        }
    }

    /** Only to the very process that was started: its pid may belong to another one by now. */
    private static void signal(RunningProcess running, int signal) {
        if (running.isAlive()) {
            kill(running.pid(), signal);
        }
    }

    private static void kill(long pid, int signal) {
        try {
            CLibrary.kill(pid, signal);
        } catch (IOException gone) {
            // It ended in between: what was wanted.
        }
    }
}
