package peaceofmind.recorder.service;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** A piece of slow work that the main loop began and asks after; it never waits for it. */
final class Job<T> {

    private final CompletableFuture<T> result;

    private Job(CompletableFuture<T> result) {
        this.result = result;
    }

    /** Slow work. */
    interface Work<T> {
        T run() throws StudioException, InterruptedException;
    }

    static <T> Job<T> begin(ExecutorService worker, Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            worker.execute(() -> {
                try {
                    result.complete(work.run());
                } catch (StudioException failed) {
                    result.completeExceptionally(failed);
                } catch (InterruptedException ending) {
                    result.completeExceptionally(new StudioException("the recorder is ending"));
                    Thread.currentThread().interrupt();
                } catch (RuntimeException defect) {
                    result.completeExceptionally(new StudioException("defect in the recorder: " + defect));
                }
            });
        } catch (RejectedExecutionException ending) {
            result.completeExceptionally(new StudioException("the recorder is ending"));
        }
        return new Job<>(result);
    }

    boolean isDone() {
        return result.isDone();
    }

    /** Its result, or why it failed; only when it is done. */
    Outcome<T> outcome() {
        try {
            return new Outcome<>(Optional.of(result.get()), "");
        } catch (ExecutionException failed) {
            return new Outcome<>(Optional.empty(), why(failed));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return new Outcome<>(Optional.empty(), "the recorder is ending");
        }
    }

    private static String why(ExecutionException failed) {
        Throwable cause = failed.getCause();
        return String.valueOf(cause == null ? failed.getMessage() : cause.getMessage());
    }

    /** A result, or a problem in words. */
    record Outcome<T>(Optional<T> result, String problem) {}
}
