package peaceofmind.recorder.capture;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts ffmpeg. The kernel ends it when the thread that started it ends (PR_SET_PDEATHSIG of prctl(2) means the thread, not the
 * process): so one thread that lives as long as the recorder starts them all.
 */
final class FfmpegLauncher {

    private final Duration startTimeout;

    /**
     * A fixed pool, because a single-thread executor ends its thread, and so a recording in progress, when the garbage collector finds
     * nobody holding it.
     */
    private final ExecutorService executor = Executors.newFixedThreadPool(
            1, Thread.ofPlatform().daemon().name("ffmpeg-launcher").factory());

    /** @param startTimeout a disk that hangs can hold up a start for ever */
    FfmpegLauncher(Duration startTimeout) {
        this.startTimeout = startTimeout;
    }

    /** Starts it; one that is not waited for any more is ended as soon as it is there. */
    Process launch(List<String> command) throws IOException, InterruptedException {
        CompletableFuture<Process> launched = new CompletableFuture<>();
        executor.execute(() -> start(command, launched));
        try {
            return launched.get(startTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
            throw new IOException(String.valueOf(cause.getMessage()), failure);
        } catch (TimeoutException timedOut) {
            cancelOrKill(launched);
            throw new IOException("it did not start within " + startTimeout.toSeconds() + " s, the disk may hang", timedOut);
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
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
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
