// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import peaceofmind.foundation.log.ErrorText;

/**
 * Starts ffmpeg processes. The kernel kills them when the thread that started them exits (PR_SET_PDEATHSIG of prctl(2) applies to the
 * thread, not the process), so all of them are started by one thread that lives as long as the recorder.
 */
final class FfmpegLauncher {

    private final Duration startTimeout;

    /**
     * A fixed pool, since a single-thread executor stops its thread, and thereby a running recording, when it is garbage-collected.
     */
    private final ExecutorService executor = Executors.newFixedThreadPool(
            1, Thread.ofPlatform().daemon().name("ffmpeg-launcher").factory());

    /** @param startTimeout limit for a start, which a disk that hangs can block forever */
    FfmpegLauncher(Duration startTimeout) {
        this.startTimeout = startTimeout;
    }

    /** Starts a process. After a timeout or an interrupt, a process that starts late is killed. */
    Process launch(List<String> command) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            // get() would return a process that has started by then.
            throw new InterruptedException();
        }
        CompletableFuture<Process> launched = new CompletableFuture<>();
        executor.execute(() -> start(command, launched));
        try {
            return launched.get(startTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw new IOException(ErrorText.of(failure), failure);
        } catch (TimeoutException timedOut) {
            cancelOrKill(launched);
            throw new IOException(
                    "it did not start within " + startTimeout.toSeconds() + " s; the disk may be hanging", timedOut);
        } catch (InterruptedException interrupted) {
            cancelOrKill(launched);
            throw interrupted;
        }
    }

    private static void start(List<String> command, CompletableFuture<Process> launched) {
        if (launched.isDone()) {
            return;
        }
        try {
            Process process = new ProcessBuilder(command).start();
            if (!launched.complete(process)) {
                process.destroyForcibly();
            }
        } catch (IOException | RuntimeException | Error failure) {
            launched.completeExceptionally(failure);
        }
    }

    private static void cancelOrKill(CompletableFuture<Process> launched) {
        if (!launched.cancel(false)) {
            var _ = launched.thenAccept(Process::destroyForcibly);
        }
    }
}
