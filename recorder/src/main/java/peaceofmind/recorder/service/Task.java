package peaceofmind.recorder.service;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** A piece of slow work that the main loop began and asks after; it never waits for it. */
final class Task<T> {

    private final CompletableFuture<T> future;

    private Task(CompletableFuture<T> future) {
        this.future = future;
    }

    /** Slow work. */
    interface Work<T> {
        T run() throws RecordingException, InterruptedException;
    }

    static <T> Task<T> start(ExecutorService worker, Work<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        try {
            worker.execute(() -> {
                try {
                    future.complete(work.run());
                } catch (RecordingException failed) {
                    future.completeExceptionally(failed);
                } catch (InterruptedException stopping) {
                    future.completeExceptionally(new RecordingException("the recorder is ending"));
                    Thread.currentThread().interrupt();
                } catch (RuntimeException defect) {
                    future.completeExceptionally(new RecordingException("defect in the recorder: " + defect));
                }
            });
        } catch (RejectedExecutionException stopping) {
            future.completeExceptionally(new RecordingException("the recorder is ending"));
        }
        return new Task<>(future);
    }

    boolean isDone() {
        return future.isDone();
    }

    /** Its result, or why it failed; only when it is done. */
    TaskResult<T> result() {
        try {
            return new TaskResult<>(Optional.of(future.get()), "");
        } catch (ExecutionException failed) {
            return new TaskResult<>(Optional.empty(), message(failed));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new TaskResult<>(Optional.empty(), "the recorder is ending");
        }
    }

    private static String message(ExecutionException failed) {
        Throwable cause = failed.getCause();
        return String.valueOf(cause == null ? failed.getMessage() : cause.getMessage());
    }

    /** A result, or a problem in words. */
    record TaskResult<T>(Optional<T> value, String error) {}
}
