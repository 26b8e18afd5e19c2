package peaceofmind.recorder.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.CaptureProblem.Kind;
import peaceofmind.recorder.capture.CaptureSource.Camera;
import peaceofmind.recorder.capture.CaptureSource.NetworkCamera;

/** One ffmpeg process, and the thread that watches it and its output. That thread never waits for the disk. */
final class FfmpegSession implements CaptureSession {

    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(1);

    /** The end of a recording gets what is left of the grace to reach the disk, and at least this. */
    private static final Duration MIN_FLUSH_TIMEOUT = Duration.ofSeconds(1);

    private final CaptureSource source;
    private final RawFile rawFile;
    private final Process process;
    private final CaptureSettings settings;
    private final Clock clock;
    private final FfmpegPidFiles pidFiles;
    private final StderrTail stderr;
    private final long startedAt;
    private volatile Optional<CaptureProblem> problem = Optional.empty();
    private volatile boolean stopping;

    private FfmpegSession(
            CaptureSource source,
            RawFile rawFile,
            Process process,
            CaptureSettings settings,
            Clock clock,
            FfmpegPidFiles pidFiles) {
        this.source = source;
        this.rawFile = rawFile;
        this.process = process;
        this.settings = settings;
        this.clock = clock;
        this.pidFiles = pidFiles;
        this.stderr = new StderrTail(process.getErrorStream());
        this.startedAt = clock.nanoTime();
    }

    static FfmpegSession start(
            CaptureSource source,
            RawFile rawFile,
            Process process,
            CaptureSettings settings,
            Clock clock,
            FfmpegPidFiles pidFiles) {
        FfmpegSession session = new FfmpegSession(source, rawFile, process, settings, clock, pidFiles);
        Thread.ofPlatform().daemon().name("capture-watch").start(session::watch);
        return session;
    }

    @Override
    public long bytes() {
        return rawFile.size();
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
        FfmpegProgress progress = new FfmpegProgress(settings.stallTimeout());
        try {
            while (!stopping && problem.isEmpty()) {
                boolean exited = process.waitFor(settings.syncInterval().toMillis(), TimeUnit.MILLISECONDS);
                if (stopping) {
                    return;
                }
                boolean diskResponded = rawFile.refreshSize(settings.syncInterval());
                rawFile.sync();
                // Counted in looks, so that a recorder that was itself suspended does not blame its camera.
                Duration interval =
                        diskResponded ? settings.syncInterval() : settings.syncInterval().multipliedBy(2);
                progress.update(interval, diskResponded, rawFile.size(), rawFile.durableSize());
                Optional<CaptureProblem> newProblem = exited
                        ? Optional.of(FfmpegErrors.problemOnExit(source, rawFile.path(), process.exitValue(), stderr.awaitLines()))
                        : writeProblem().or(() -> stallProblem(progress));
                // What stop() finds at the same time stays.
                problem = newProblem.isPresent() ? newProblem : problem;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** After that, nobody knows how much of it will be there after a power cut: it is better to begin another file. */
    private Optional<CaptureProblem> writeProblem() {
        return rawFile.writeError()
                .map(reason -> FfmpegErrors.isDiskFull(reason)
                        ? new CaptureProblem(Kind.DISK_FULL, "the disk is full: what was recorded found no room")
                        : new CaptureProblem(
                                Kind.DISK_BROKEN,
                                "the disk refused to keep " + rawFile.path() + ": " + reason
                                        + "; its last seconds may be lost. Look at the card or disk"));
    }

    private Optional<CaptureProblem> stallProblem(FfmpegProgress progress) {
        String timeout = settings.stallTimeout().toSeconds() + " s";
        if (progress.isDiskHanging()) {
            return Optional.of(new CaptureProblem(
                    Kind.DISK_BROKEN,
                    "the disk hangs: it has taken nothing of " + rawFile.path() + " for " + timeout
                            + "; look at the card or disk"));
        } else if (!progress.isStalled()) {
            return Optional.empty();
        }
        boolean isCamera = source instanceof Camera || source instanceof NetworkCamera;
        // A header alone is no picture.
        return Optional.of(
                isCamera && !progress.hasFrames()
                        ? new CaptureProblem(Kind.SOURCE_GONE, source + " has given no picture for " + timeout)
                        : new CaptureProblem(
                                Kind.NO_GROWTH,
                                "the recording has not grown for " + timeout + ": " + source
                                        + " gives no pictures, or ffmpeg or the disk hangs"));
    }

    @Override
    public void stop() throws InterruptedException {
        long stopStartedAt = clock.nanoTime();
        stopping = true;
        requestQuit();
        if (!process.waitFor(settings.stopGrace().toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
            process.waitFor(KILL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        }
        Duration remaining = settings.stopGrace().minusNanos(clock.nanoTime() - stopStartedAt);
        boolean flushed = rawFile.flush(this::deletePidFile, remaining.compareTo(MIN_FLUSH_TIMEOUT) > 0 ? remaining : MIN_FLUSH_TIMEOUT);
        if (problem.isEmpty()) {
            problem = writeProblem()
                    .or(() -> flushed
                            ? Optional.empty()
                            : Optional.of(new CaptureProblem(
                                    Kind.DISK_BROKEN,
                                    "the disk hangs: the end of " + rawFile.path()
                                            + " is not on it yet, and would be lost with the power now")));
        }
    }

    private void deletePidFile() {
        // One that even SIGKILL did not end waits for a disk: the next start must find it.
        if (!process.isAlive()) {
            pidFiles.delete(process.pid());
        }
    }

    /** As a person at its keyboard would: it writes the end of the file properly then. */
    private void requestQuit() {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write("q\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException pipeClosed) {
            process.destroy();
        }
    }

    @Override
    public void kill() {
        stopping = true;
        process.destroyForcibly();
    }
}
