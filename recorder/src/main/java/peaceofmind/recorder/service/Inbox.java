package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Brings commands from other threads into the main loop, and the replies back. */
public final class Inbox {

    private static final int MAX_WAITING = 16;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final BlockingQueue<Letter> letters = new ArrayBlockingQueue<>(MAX_WAITING);

    private record Letter(Command command, CompletableFuture<Reply> reply) {}

    /** Hands a command to the main loop and waits for its reply, 5 s at most. */
    public Reply ask(Command command) {
        Letter letter = new Letter(command, new CompletableFuture<>());
        if (!letters.offer(letter)) {
            return new Reply(false, MAX_WAITING + " commands wait already: the recorder's main loop does not turn");
        }
        try {
            return letter.reply().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hung) {
            letters.remove(letter);
            return new Reply(false, "the recorder's main loop did not answer within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException defect) {
            return new Reply(false, "defect in the recorder: " + defect.getCause());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return new Reply(false, "the recorder is ending");
        }
    }

    /** Called by the main loop: answers all that waits. */
    public void answerAll(Function<Command, Reply> recorder) {
        for (Letter letter = letters.poll(); letter != null; letter = letters.poll()) {
            letter.reply().complete(recorder.apply(letter.command()));
        }
    }
}
