package peaceofmind.cli.drill;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import peaceofmind.heartbeat.Heartbeat;

/** Kill, freeze, hang: the recorder's process is mistreated, and another one must beat in time. */
final class ProcessDrill {

    static final int SIGKILL = 9;
    static final int SIGCONT = 18;
    static final int SIGSTOP = 19;

    private final Stage stage;
    private final Duration staleAfter;

    ProcessDrill(Stage stage, Duration staleAfter) {
        this.stage = stage;
        this.staleAfter = staleAfter;
    }

    Result run(Scenario scenario) throws IOException, InterruptedException {
        Duration promise = scenario.promise(staleAfter);
        Instant at = stage.clock().now();
        OptionalLong pid = stage.beat().map(Heartbeat::pid).orElse(OptionalLong.empty());
        if (pid.isEmpty()) {
            return Result.notTried(scenario, at, promise, "the recorder does not beat, or names no process");
        }
        if (scenario != Scenario.KILL
                && stage.restartsLeft().filter(left -> left < 2).isPresent()) {
            return Result.notTried(
                    scenario, at, promise, "another restart now could make a reboot due: try again in ten minutes");
        }
        // Twice the promise, and it is undone, however this process ends.
        if (scenario != Scenario.KILL) {
            stage.undoLater(promise.multipliedBy(2), "kill -CONT " + pid.getAsLong());
        }
        long begun = stage.clock().nanoTime();
        stage.signal(pid.getAsLong(), scenario == Scenario.KILL ? SIGKILL : SIGSTOP);
        try {
            return await(scenario, at, begun, pid.getAsLong(), promise);
        } finally {
            if (scenario != Scenario.KILL && stage.lives(pid.getAsLong())) {
                stage.signal(pid.getAsLong(), SIGCONT);
            }
        }
    }

    private Result await(Scenario scenario, Instant at, long begun, long former, Duration promise)
            throws IOException, InterruptedException {
        Duration took = Duration.ZERO;
        while (took.compareTo(promise.multipliedBy(2)) < 0) {
            if (scenario == Scenario.HANG && stage.lives(former)) {
                // Whoever wakes it to let it end finds it deaf again.
                stage.signal(former, SIGSTOP);
            }
            Optional<Heartbeat> beat = stage.beat();
            OptionalLong now = beat.map(Heartbeat::pid).orElse(OptionalLong.empty());
            took = Duration.ofNanos(stage.clock().nanoTime() - begun);
            if (now.isPresent() && now.getAsLong() != former) {
                boolean kept = took.compareTo(promise) <= 0;
                return new Result(
                        scenario,
                        at,
                        kept ? Result.Verdict.KEPT : Result.Verdict.BROKEN,
                        Optional.of(took),
                        promise,
                        "process " + now.getAsLong() + " beats in place of " + former);
            }
            stage.pause();
        }
        return new Result(
                scenario,
                at,
                Result.Verdict.BROKEN,
                Optional.empty(),
                promise,
                "no other process beats: undone by hand");
    }
}
