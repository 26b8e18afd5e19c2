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
public final class CommandQueue {

    private static final int MAX_PENDING = 16;
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(5);

    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(MAX_PENDING);

    private record Request(Command command, CompletableFuture<CommandReply> reply) {}

    /** Hands a command to the main loop and waits for its reply, 5 s at most. */
    public CommandReply submit(Command command) {
        Request request = new Request(command, new CompletableFuture<>());
        if (!requests.offer(request)) {
            return new CommandReply(false, MAX_PENDING + " commands wait already: the recorder's main loop does not turn");
        }
        try {
            return request.reply().get(REPLY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException timedOut) {
            requests.remove(request);
            return new CommandReply(false, "the recorder's main loop did not answer within " + REPLY_TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException defect) {
            return new CommandReply(false, "defect in the recorder: " + defect.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new CommandReply(false, "the recorder is ending");
        }
    }

    /** Called by the main loop: answers all that waits. */
    public void drain(Function<Command, CommandReply> handler) {
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            request.reply().complete(handler.apply(request.command()));
        }
    }
}
