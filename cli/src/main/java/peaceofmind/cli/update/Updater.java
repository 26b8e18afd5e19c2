// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;

/** Runs an update step by step: each step is saved before the next one starts. */
final class Updater {

    /** A rollback must succeed: it is retried before it is left to the next boot. */
    private static final int MAX_ROLLBACK_FAILURES = 3;

    private final UpdateTarget target;
    private final ProgressStore store;
    private final Consumer<String> log;

    Updater(UpdateTarget target, ProgressStore store, Consumer<String> log) {
        this.target = target;
        this.store = store;
        this.log = log;
    }

    /** Runs a new update until it is finished. */
    UpdateProgress run(UpdateProgress initial) throws IOException, InterruptedException {
        store.write(initial);
        return runToEnd(initial);
    }

    /** Resumes an interrupted update until it is finished; empty when there is none. */
    Optional<UpdateProgress> resume() throws IOException, InterruptedException {
        Optional<UpdateProgress> found =
                store.read().filter(progress -> !progress.step().isFinal());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        UpdateProgress resumed = found.get().resumed();
        log.accept("the update to " + resumed.to() + " was interrupted at "
                + found.get().step().label() + "; resuming with "
                + resumed.step().label());
        store.write(resumed);
        return Optional.of(runToEnd(resumed));
    }

    private UpdateProgress runToEnd(UpdateProgress from) throws IOException, InterruptedException {
        UpdateProgress progress = from;
        int rollbackFailures = 0;
        while (!progress.step().isFinal()) {
            StepResult result = perform(progress);
            UpdateProgress next = progress.after(result);
            if (result instanceof StepResult.Failed failed) {
                log.accept(progress.step().label() + " failed: " + failed.reason());
                if (progress.step() == UpdateStep.SWITCH_BACK && ++rollbackFailures >= MAX_ROLLBACK_FAILURES) {
                    store.write(next);
                    throw new IOException(
                            "rollback failed: " + failed.reason() + ". Fix that, then run peace update --resume");
                }
            } else {
                log.accept(progress.step().label() + ": ok");
            }
            progress = next;
            store.write(progress);
        }
        prune(progress);
        return progress;
    }

    private StepResult perform(UpdateProgress progress) throws InterruptedException {
        try {
            switch (progress.step()) {
                case FETCH -> target.fetch(progress.to());
                case HOLD -> target.hold();
                case SWITCH -> target.switchTo(Optional.of(progress.to()));
                case RESTART, RESTART_OLD -> target.restart();
                case RELEASE, RELEASE_OLD, RELEASE_UNCHANGED -> target.release();
                case SWITCH_BACK -> target.switchTo(progress.from());
                case WATCH -> {
                    Optional<String> problem = target.awaitHealthy(progress.hadNetwork());
                    if (problem.isPresent()) {
                        return new StepResult.Failed(problem.get());
                    }
                }
                case DONE, ROLLED_BACK, ABANDONED -> {}
            }
            return new StepResult.Ok();
        } catch (IOException problem) {
            return new StepResult.Failed(ErrorText.of(problem));
        }
    }

    private void prune(UpdateProgress progress) {
        try {
            target.prune(progress.to(), progress.from());
        } catch (IOException notDeleted) {
            log.accept("cannot remove old versions: " + ErrorText.of(notDeleted));
        }
    }
}
