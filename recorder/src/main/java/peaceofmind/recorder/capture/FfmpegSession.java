package peaceofmind.recorder.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

/** One ffmpeg process, and the thread that watches its output and puts it on the disk. */
final class FfmpegSession implements CaptureSession {

    private static final Duration KILL_GRACE = Duration.ofSeconds(1);

    private final CaptureSource source;
    private final Path rawFile;
    private final Process process;
    private final CaptureSettings settings;
    private final Clock clock;
    private final LeftoverProcesses leftovers;
    private final LastLines messages;
    private final long startedAt;
    private volatile long bytes;
    private volatile Optional<CaptureProblem> problem = Optional.empty();
    private volatile boolean stopping;

    private FfmpegSession(
            CaptureSource source,
            Path rawFile,
            Process process,
            CaptureSettings settings,
            Clock clock,
            LeftoverProcesses leftovers) {
        this.source = source;
        this.rawFile = rawFile;
        this.process = process;
        this.settings = settings;
        this.clock = clock;
        this.leftovers = leftovers;
        this.messages = new LastLines(process.getErrorStream());
        this.startedAt = clock.nanoTime();
    }

    static FfmpegSession begin(
            CaptureSource source,
            Path rawFile,
            Process process,
            CaptureSettings settings,
            Clock clock,
            LeftoverProcesses leftovers) {
        FfmpegSession session = new FfmpegSession(source, rawFile, process, settings, clock, leftovers);
        Thread.ofPlatform().daemon().name("capture-watch").start(session::watch);
        return session;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(clock.nanoTime() - startedAt);
    }

    @Override
    public Optional<CaptureProblem> problem() {
        return problem;
    }

    private void watch() {
        Duration still = Duration.ZERO;
        boolean nameIsDurable = false;
        try {
            while (!stopping && problem.isEmpty()) {
                boolean ended = process.waitFor(settings.syncEvery().toMillis(), TimeUnit.MILLISECONDS);
                if (stopping) {
                    return;
                }
                boolean grown = sync(nameIsDurable);
                nameIsDurable |= grown;
                // Counted in looks, so that a recorder that was itself suspended does not blame its camera.
                still = grown ? Duration.ZERO : still.plus(settings.syncEvery());
                if (ended) {
                    problem = Optional.of(FfmpegWords.died(source, process.exitValue(), messages.afterEnd()));
                } else if (still.compareTo(settings.noGrowthLimit()) >= 0) {
                    problem = Optional.of(new CaptureProblem(
                            Kind.NO_GROWTH,
                            "the recording has not grown for "
                                    + settings.noGrowthLimit().toSeconds() + " s: " + source
                                    + " gives no pictures, or the disk hangs"));
                }
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts what was written on the disk; whether it has grown since the last time. */
    private boolean sync(boolean nameIsDurable) {
        try {
            long size = Files.size(rawFile);
            if (size <= bytes) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(rawFile, StandardOpenOption.WRITE)) {
                channel.force(false);
            }
            if (!nameIsDurable) {
                DurableFile.syncFolder(
                        Objects.requireNonNull(rawFile.toAbsolutePath().getParent()));
            }
            bytes = size;
            return true;
        } catch (IOException notYet) {
            // Not there yet, or the disk refuses: it does not grow, and that is what is judged.
            return false;
        }
    }

    @Override
    public void stop() throws InterruptedException {
        stopping = true;
        askToEnd();
        if (!process.waitFor(settings.stopGrace().toMillis(), TimeUnit.MILLISECONDS)) {
            abandon();
            process.waitFor(KILL_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
        bytes = 0;
        sync(true);
        leftovers.forget(process.pid());
    }

    /** As a person at its keyboard would: it writes the end of the file properly then. */
    private void askToEnd() {
        try (OutputStream keyboard = process.getOutputStream()) {
            keyboard.write("q\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            process.destroy();
        }
    }

    @Override
    public void abandon() {
        stopping = true;
        process.destroyForcibly();
    }
}
