package peaceofmind.cli.update;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes an update step by step to its end: each is written down before the next one begins. */
final class Updater {

    /** Going back must succeed: it is tried again before it is left to the next boot. */
    private static final int MAX_FAILURES_BACK = 3;

    private final Ground ground;
    private final Ledger ledger;
    private final Consumer<String> say;

    Updater(Ground ground, Ledger ledger, Consumer<String> say) {
        this.ground = ground;
        this.ledger = ledger;
        this.say = say;
    }

    /** A new update, to its end. */
    Progress run(Progress begun) throws IOException, InterruptedException {
        ledger.write(begun);
        return toTheEnd(begun);
    }

    /** Goes on with one that was interrupted; empty when there is none. */
    Optional<Progress> resume() throws IOException, InterruptedException {
        Optional<Progress> found =
                ledger.read().filter(progress -> !progress.step().isEnd());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Progress resumed = found.get().resumed();
        say.accept("the update to " + resumed.to() + " was interrupted at "
                + found.get().step().word() + "; going on with "
                + resumed.step().word());
        ledger.write(resumed);
        return Optional.of(toTheEnd(resumed));
    }

    private Progress toTheEnd(Progress from) throws IOException, InterruptedException {
        Progress progress = from;
        int failuresBack = 0;
        while (!progress.step().isEnd()) {
            Outcome outcome = perform(progress);
            Progress next = progress.after(outcome);
            if (outcome instanceof Outcome.Failed failed) {
                say.accept(progress.step().word() + " failed: " + failed.why());
                if (progress.step() == Step.SWITCH_BACK && ++failuresBack >= MAX_FAILURES_BACK) {
                    ledger.write(next);
                    throw new IOException("going back failed: " + failed.why() + ". Mend that; peace update --resume");
                }
            } else {
                say.accept(progress.step().word() + ": ok");
            }
            progress = next;
            ledger.write(progress);
        }
        tidy(progress);
        return progress;
    }

    private Outcome perform(Progress progress) throws InterruptedException {
        try {
            switch (progress.step()) {
                case FETCH -> ground.fetch(progress.to());
                case HOLD -> ground.hold();
                case SWITCH -> ground.switchTo(Optional.of(progress.to()));
                case RESTART, RESTART_OLD -> ground.restart();
                case RELEASE, RELEASE_OLD, RELEASE_UNCHANGED -> ground.release();
                case SWITCH_BACK -> ground.switchTo(progress.from());
                case WATCH -> {
                    Optional<String> trouble = ground.watch(progress.hadNetwork());
                    if (trouble.isPresent()) {
                        return new Outcome.Failed(trouble.get());
                    }
                }
                case DONE, ROLLED_BACK, ABANDONED -> {}
            }
            return new Outcome.Ok();
        } catch (IOException problem) {
            return new Outcome.Failed(String.valueOf(problem.getMessage()));
        }
    }

    private void tidy(Progress progress) {
        try {
            ground.tidy(progress.to(), progress.from());
        } catch (IOException left) {
            say.accept("old versions stay: " + left.getMessage());
        }
    }
}
