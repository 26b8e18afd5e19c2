// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.CaptureProblem.Kind;
import peaceofmind.recorder.capture.CaptureSource.Camera;
import peaceofmind.recorder.capture.CaptureSource.NetworkCamera;

/** One ffmpeg process, and the thread that monitors it and its output without ever waiting for the disk. */
final class FfmpegSession implements CaptureSession {

    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(1);

    /** Somebody waits for the first picture. */
    private static final Duration FIRST_PICTURE_INTERVAL = Duration.ofMillis(100);

    /** The end of a recording has the rest of the grace period to reach the disk, and at least this. */
    private static final Duration MIN_FLUSH_TIMEOUT = Duration.ofSeconds(1);

    private final CaptureSource source;
    private final SessionSound sound;
    private final RawFile rawFile;
    private final Process process;
    private final CaptureSettings settings;
    private final Clock clock;
    private final FfmpegPidFiles pidFiles;
    private final StderrTail stderr;
    private final ProgressReader progressReader;
    private final long startedAt;
    private volatile Optional<CaptureProblem> problem = Optional.empty();
    private volatile boolean stopping;
    private volatile boolean failedWithSound;
    private volatile boolean soundStopped;
    private volatile boolean pictureSeen;

    private FfmpegSession(
            CaptureSource source,
            SessionSound sound,
            RawFile rawFile,
            Process process,
            CaptureSettings settings,
            Clock clock,
            FfmpegPidFiles pidFiles,
            StderrTail stderr,
            ProgressReader progressReader) {
        this.source = source;
        this.sound = sound;
        this.rawFile = rawFile;
        this.process = process;
        this.settings = settings;
        this.clock = clock;
        this.pidFiles = pidFiles;
        this.stderr = stderr;
        this.progressReader = progressReader;
        this.startedAt = clock.nanoTime();
    }

    static FfmpegSession start(
            CaptureSource source,
            SessionSound sound,
            RawFile rawFile,
            Process process,
            CaptureSettings settings,
            Clock clock,
            FfmpegPidFiles pidFiles) {
        FfmpegSession session = new FfmpegSession(
                source,
                sound,
                rawFile,
                process,
                settings,
                clock,
                pidFiles,
                StderrTail.start(process.getErrorStream()),
                ProgressReader.start(process.getInputStream(), clock));
        Thread.ofPlatform().daemon().name("capture-watch").start(session::watch);
        return session;
    }

    @Override
    public long bytes() {
        return rawFile.size();
    }

    @Override
    public boolean hasPicture() {
        return pictureSeen;
    }

    @Override
    public Optional<LatestPicture> latestPicture() {
        return rawFile.latestPicture();
    }

    @Override
    public CaptureFigures figures() {
        return progressReader.figures();
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(clock.nanoTime() - startedAt);
    }

    @Override
    public Optional<CaptureProblem> problem() {
        return problem;
    }

    @Override
    public Optional<String> soundProblem() {
        if (sound.isLeftOut()) {
            return Optional.of("recording without sound for now: it failed with sound less than 10 min ago");
        }
        return soundStopped
                ? Optional.of("the sound has stopped for "
                        + settings.stallTimeout().toSeconds() + " s; the picture is recorded without it")
                : Optional.empty();
    }

    /** Whether it stood still, or ffmpeg failed because of the sound, as far as that is known. */
    boolean failedWithSound() {
        return failedWithSound;
    }

    /** Whether it has failed before its first picture. */
    boolean failedWithoutPicture() {
        return problem.isPresent() && !pictureSeen;
    }

    private void watch() {
        FfmpegProgress progress = new FfmpegProgress(settings.stallTimeout());
        try {
            while (!stopping && problem.isEmpty()) {
                Duration wait = pictureSeen ? settings.syncInterval() : firstPictureInterval();
                boolean exited = process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS);
                if (stopping) {
                    return;
                }
                boolean diskResponded = rawFile.refreshSize(settings.syncInterval());
                rawFile.sync();
                // Counted in checks instead of elapsed time: a recorder that was suspended must not blame its camera.
                Duration interval = diskResponded ? wait : wait.plus(settings.syncInterval());
                progress.update(interval, diskResponded, rawFile.size(), rawFile.contents(), rawFile.durableSize());
                pictureSeen = progress.hasFrames();
                soundStopped = sound.isRecorded() && progress.isSilent();
                Optional<CaptureProblem> newProblem = exited
                        ? Optional.of(exitProblem(stderr.awaitLines()))
                        : writeProblem().or(() -> stallProblem(progress));
                // A problem that stop() found in the meantime is kept.
                problem = newProblem.isPresent() ? newProblem : problem;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration firstPictureInterval() {
        return FIRST_PICTURE_INTERVAL.compareTo(settings.syncInterval()) < 0
                ? FIRST_PICTURE_INTERVAL
                : settings.syncInterval();
    }

    private CaptureProblem exitProblem(List<String> lastLines) {
        Optional<CaptureProblem> soundDevice = sound.deviceProblem(lastLines);
        if (soundDevice.isPresent()) {
            failedWithSound = true;
            return soundDevice.get();
        }
        CaptureProblem exit = FfmpegErrors.problemOnExit(source, rawFile.path(), process.exitValue(), lastLines);
        failedWithSound = sound.isRecorded() && !pictureSeen && FfmpegErrors.mayConcernOneTrack(exit, lastLines);
        return failedWithSound ? new CaptureProblem(exit.kind(), exit.reason() + sound.afterFailure()) : exit;
    }

    /** After a failed write it is unknown how much of the file would survive a power cut: recording continues in another file. */
    private Optional<CaptureProblem> writeProblem() {
        return rawFile.writeError()
                .map(reason -> FfmpegErrors.isDiskFull(reason)
                        ? new CaptureProblem(Kind.DISK_FULL, "the disk is full: the recording could not be written")
                        : new CaptureProblem(
                                Kind.DISK_BROKEN,
                                "writing " + rawFile.path() + " to the disk failed: " + reason
                                        + "; its last seconds may be lost; check the SD card or disk"));
    }

    /**
     * A camera with few pictures a second needs long for its first one, since ffmpeg has to see several. That is not waited for while
     * sound is recorded, since sound is easily what is missing: without it there is a second attempt.
     */
    private Duration firstOrNextPictureTimeout(FfmpegProgress progress) {
        boolean slowStart = source instanceof NetworkCamera && !sound.isRecorded() && !progress.hasFrames();
        return slowStart ? settings.stallTimeout().multipliedBy(2) : settings.stallTimeout();
    }

    private Optional<CaptureProblem> stallProblem(FfmpegProgress progress) {
        String timeout = firstOrNextPictureTimeout(progress).toSeconds() + " s";
        if (progress.isDiskHanging()) {
            return Optional.of(new CaptureProblem(
                    Kind.DISK_BROKEN,
                    "the disk hangs: nothing of " + rawFile.path() + " could be written for "
                            + settings.stallTimeout().toSeconds() + " s; check the SD card or disk"));
        } else if (!progress.isStalledFor(firstOrNextPictureTimeout(progress))) {
            return Optional.empty();
        }
        boolean isCamera = source instanceof Camera || source instanceof NetworkCamera;
        failedWithSound = sound.isRecorded();
        String next = sound.afterFailure();
        // A header alone is not a picture.
        return Optional.of(
                isCamera && !progress.hasFrames()
                        ? new CaptureProblem(
                                Kind.SOURCE_GONE, source + " has delivered no picture for " + timeout + next)
                        : new CaptureProblem(
                                Kind.NO_GROWTH,
                                "no picture has been recorded for " + timeout + ": " + source
                                        + " delivers no pictures, or ffmpeg or the disk hangs" + next));
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
        boolean flushed = rawFile.flush(
                this::deletePidFile, remaining.compareTo(MIN_FLUSH_TIMEOUT) > 0 ? remaining : MIN_FLUSH_TIMEOUT);
        if (problem.isEmpty()) {
            problem = writeProblem()
                    .or(() -> flushed
                            ? Optional.empty()
                            : Optional.of(new CaptureProblem(
                                    Kind.DISK_BROKEN,
                                    "the disk hangs: the end of " + rawFile.path()
                                            + " has not been written yet, and a power cut now would lose it")));
        }
    }

    private void deletePidFile() {
        // A process that survives SIGKILL is blocked on the disk: the next start must find it.
        if (!process.isAlive()) {
            pidFiles.delete(process.pid());
        }
    }

    /** Sends the quit key, which makes ffmpeg finish the file properly. */
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
