// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import peaceofmind.foundation.log.ErrorText;

/** Passes commands from other threads to the main loop, and the replies back. */
public final class CommandQueue {

    private static final int MAX_PENDING = 16;
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(5);

    /** A camera has that long for its first picture; clients and the control socket wait a little longer. */
    private static final Duration CONFIRMATION_TIMEOUT = Duration.ofSeconds(9);

    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(MAX_PENDING);

    private record Request(Optional<String> camera, Command command, CompletableFuture<CommandReply> reply) {}

    /** Hands a command to the main loop and waits for its reply: up to 5 s, and up to 9 s in all for the first picture of a recording. */
    public CommandReply submit(Command command) {
        return submit(Optional.empty(), command);
    }

    /**
     * Likewise, to one of several cameras.
     *
     * @param camera its name; empty for all of them
     */
    public CommandReply submit(Optional<String> camera, Command command) {
        Request request = new Request(camera, command, new CompletableFuture<>());
        if (!requests.offer(request)) {
            return new CommandReply(
                    false, MAX_PENDING + " commands are already waiting: the recorder's main loop may be hanging");
        }
        long submittedAt = System.nanoTime();
        try {
            CommandReply reply = request.reply().get(REPLY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return reply.confirmation().isEmpty()
                    ? reply
                    : confirmed(reply.confirmation().get(), System.nanoTime() - submittedAt);
        } catch (TimeoutException timedOut) {
            requests.remove(request);
            return new CommandReply(
                    false, "the recorder's main loop did not respond within " + REPLY_TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException defect) {
            return new CommandReply(false, "internal error: " + ErrorText.of(defect));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new CommandReply(false, "the recorder is stopping");
        }
    }

    private static CommandReply confirmed(CompletableFuture<CommandReply> confirmation, long waitedNanos)
            throws ExecutionException, InterruptedException {
        try {
            return confirmation.get(CONFIRMATION_TIMEOUT.toNanos() - waitedNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException noPicture) {
            return new CommandReply(
                    false,
                    "no picture has been recorded within " + CONFIRMATION_TIMEOUT.toSeconds()
                            + " s; the recorder continues trying, see peace status");
        }
    }

    /** Handles all waiting commands to whichever camera. Called by the main loop. */
    public void drain(Function<Command, CommandReply> handler) {
        drainByCamera((_, command) -> handler.apply(command));
    }

    /** Handles all waiting commands, each with the name of its camera; empty for all of them. Called by the main loop. */
    public void drainByCamera(BiFunction<Optional<String>, Command, CommandReply> handler) {
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            request.reply().complete(handler.apply(request.camera(), request.command()));
        }
    }
}
