// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import peaceofmind.foundation.log.ErrorText;

/** Slow work that the main loop has started and polls, without ever waiting for it. */
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
                    future.completeExceptionally(new RecordingException("the recorder is stopping"));
                    Thread.currentThread().interrupt();
                } catch (RuntimeException defect) {
                    future.completeExceptionally(new RecordingException("internal error: " + ErrorText.of(defect)));
                }
            });
        } catch (RejectedExecutionException stopping) {
            future.completeExceptionally(new RecordingException("the recorder is stopping"));
        }
        return new Task<>(future);
    }

    boolean isDone() {
        return future.isDone();
    }

    /** The value or the error. Call it only once the task is done. */
    TaskResult<T> result() {
        try {
            return new TaskResult<>(Optional.of(future.get()), "");
        } catch (ExecutionException failed) {
            return new TaskResult<>(Optional.empty(), ErrorText.of(failed));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new TaskResult<>(Optional.empty(), "the recorder is stopping");
        }
    }

    /** A value, or the reason for the failure. */
    record TaskResult<T>(Optional<T> value, String error) {}
}
