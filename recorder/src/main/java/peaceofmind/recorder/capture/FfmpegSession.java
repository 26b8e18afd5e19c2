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

    private static final Duration KILL_GRACE = Duration.ofSeconds(1);

    /** The end of a recording gets what is left of the grace to reach the disk, and at least this. */
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(1);

    private final CaptureSource source;
    private final RawFile raw;
    private final Process process;
    private final CaptureSettings settings;
    private final Clock clock;
    private final LeftoverProcesses leftovers;
    private final LastLines messages;
    private final long startedAt;
    private volatile Optional<CaptureProblem> problem = Optional.empty();
    private volatile boolean stopping;

    private FfmpegSession(
            CaptureSource source,
            RawFile raw,
            Process process,
            CaptureSettings settings,
            Clock clock,
            LeftoverProcesses leftovers) {
        this.source = source;
        this.raw = raw;
        this.process = process;
        this.settings = settings;
        this.clock = clock;
        this.leftovers = leftovers;
        this.messages = new LastLines(process.getErrorStream());
        this.startedAt = clock.nanoTime();
    }

    static FfmpegSession begin(
            CaptureSource source,
            RawFile raw,
            Process process,
            CaptureSettings settings,
            Clock clock,
            LeftoverProcesses leftovers) {
        FfmpegSession session = new FfmpegSession(source, raw, process, settings, clock, leftovers);
        Thread.ofPlatform().daemon().name("capture-watch").start(session::watch);
        return session;
    }

    @Override
    public long bytes() {
        return raw.size();
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
        Progress progress = new Progress(settings.noGrowthLimit());
        try {
            while (!stopping && problem.isEmpty()) {
                boolean ended = process.waitFor(settings.syncEvery().toMillis(), TimeUnit.MILLISECONDS);
                if (stopping) {
                    return;
                }
                boolean answered = raw.look(settings.syncEvery());
                raw.sync();
                // Counted in looks, so that a recorder that was itself suspended does not blame its camera.
                Duration passed =
                        answered ? settings.syncEvery() : settings.syncEvery().multipliedBy(2);
                progress.looked(passed, answered, raw.size(), raw.durable());
                Optional<CaptureProblem> found = ended
                        ? Optional.of(FfmpegWords.died(source, raw.path(), process.exitValue(), messages.afterEnd()))
                        : refused().or(() -> standstill(progress));
                // What stop() finds at the same time stays.
                problem = found.isPresent() ? found : problem;
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** After that, nobody knows how much of it will be there after a power cut: it is better to begin another file. */
    private Optional<CaptureProblem> refused() {
        return raw.refusal()
                .map(why -> FfmpegWords.isDiskFull(why)
                        ? new CaptureProblem(Kind.DISK_FULL, "the disk is full: what was recorded found no room")
                        : new CaptureProblem(
                                Kind.DISK_BROKEN,
                                "the disk refused to keep " + raw.path() + ": " + why
                                        + "; its last seconds may be lost. Look at the card or disk"));
    }

    private Optional<CaptureProblem> standstill(Progress progress) {
        String limit = settings.noGrowthLimit().toSeconds() + " s";
        if (progress.isDiskHanging()) {
            return Optional.of(new CaptureProblem(
                    Kind.DISK_BROKEN,
                    "the disk hangs: it has taken nothing of " + raw.path() + " for " + limit
                            + "; look at the card or disk"));
        } else if (!progress.isStill()) {
            return Optional.empty();
        }
        boolean isCamera = source instanceof Camera || source instanceof NetworkCamera;
        // A header alone is no picture.
        return Optional.of(
                isCamera && !progress.hasBegun()
                        ? new CaptureProblem(Kind.SOURCE_GONE, source + " has given no picture for " + limit)
                        : new CaptureProblem(
                                Kind.NO_GROWTH,
                                "the recording has not grown for " + limit + ": " + source
                                        + " gives no pictures, or ffmpeg or the disk hangs"));
    }

    @Override
    public void stop() throws InterruptedException {
        long begunAt = clock.nanoTime();
        stopping = true;
        askToEnd();
        if (!process.waitFor(settings.stopGrace().toMillis(), TimeUnit.MILLISECONDS)) {
            abandon();
            process.waitFor(KILL_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
        Duration left = settings.stopGrace().minusNanos(clock.nanoTime() - begunAt);
        boolean settled = raw.settle(this::forget, left.compareTo(SETTLE_LIMIT) > 0 ? left : SETTLE_LIMIT);
        if (problem.isEmpty()) {
            problem = refused()
                    .or(() -> settled
                            ? Optional.empty()
                            : Optional.of(new CaptureProblem(
                                    Kind.DISK_BROKEN,
                                    "the disk hangs: the end of " + raw.path()
                                            + " is not on it yet, and would be lost with the power now")));
        }
    }

    private void forget() {
        // One that even SIGKILL did not end waits for a disk: the next start must find it.
        if (!process.isAlive()) {
            leftovers.forget(process.pid());
        }
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
