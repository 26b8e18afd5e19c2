// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.RtspRedirect;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.capture.CaptureProblem.Kind;
import peaceofmind.recorder.capture.CaptureSource.Camera;
import peaceofmind.recorder.capture.CaptureSource.MediaFile;
import peaceofmind.recorder.capture.CaptureSource.NetworkCamera;
import peaceofmind.recorder.capture.CaptureSource.TestPattern;

/** Records with ffmpeg, one process per recording. */
public final class FfmpegCapture implements Capture {

    private static final int MAX_OUTPUT_BYTES = 16 * 1024;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REDIRECT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(1);

    private final CaptureSettings settings;
    private final Clock clock;
    private final FfmpegPidFiles pidFiles;
    private final SoundSource sound;
    private final SoundFallback soundFallback;
    private final CameraSelection cameraSelection;
    private Optional<FfmpegSession> lastSession = Optional.empty();

    private final FfmpegLauncher launcher = new FfmpegLauncher(START_TIMEOUT);

    /** As below, with the sound of network cameras. */
    public FfmpegCapture(CaptureSettings settings, Clock clock, Path stateFolder) {
        this(settings, new SoundSource.Own(), clock, stateFolder);
    }

    /**
     * Creates a capture, used by one thread.
     *
     * @param sound recorded while that works
     * @param stateFolder where the PIDs of running processes are saved
     */
    public FfmpegCapture(CaptureSettings settings, SoundSource sound, Clock clock, Path stateFolder) {
        this.settings = settings;
        this.sound = sound;
        this.soundFallback = new SoundFallback(clock);
        this.cameraSelection = new CameraSelection(settings.ffmpeg(), clock);
        this.clock = clock;
        this.pidFiles = new FfmpegPidFiles(stateFolder);
    }

    /** Kills ffmpeg processes that an earlier recorder left running; only while no other recorder uses the state folder. */
    public void killOrphans() throws IOException {
        pidFiles.killOrphans();
    }

    @Override
    public CaptureSession start(CaptureSource source, Path rawFile) throws CaptureException, InterruptedException {
        lastSession.filter(FfmpegSession::failedWithSound).ifPresent(_ -> soundFallback.failedWithSound());
        lastSession.filter(FfmpegSession::failedWithoutPicture).ifPresent(_ -> cameraSelection.lastFailed());
        lastSession = Optional.empty();
        boolean wanted = sound.isOptionalFor(source);
        SoundSource currentSound = wanted && soundFallback.isSoundWanted() ? sound : new SoundSource.None();
        CaptureSource selected = cameraSelection.select(withoutSecret(source));
        Process process = launch(FfmpegCommand.record(settings, selected, currentSound, rawFile));
        boolean started = false;
        try {
            pidFiles.save(process.pid());
            FfmpegSession session = FfmpegSession.start(
                    source,
                    new SessionSound(currentSound, wanted),
                    new RawFile(rawFile),
                    process,
                    settings,
                    clock,
                    pidFiles);
            lastSession = Optional.of(session);
            started = true;
            return session;
        } catch (ClosedByInterruptException interrupted) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException().initCause(interrupted);
        } catch (IOException failure) {
            throw new CaptureException(new CaptureProblem(
                    Kind.PID_NOT_SAVED,
                    "ffmpeg was stopped, because its PID cannot be saved in the state folder " + pidFiles.folder()
                            + ": " + ErrorText.of(failure)
                            + "; the folder must be writable for the recorder's user, on a disk with free space"));
        } finally {
            if (!started) {
                // Nothing else would stop this process, and it would keep the camera busy.
                process.destroyForcibly();
                process.onExit()
                        .completeOnTimeout(process, KILL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
                if (!process.isAlive()) {
                    pidFiles.delete(process.pid());
                }
            }
        }
    }

    /** The source as every user of the device can read it in ffmpeg's command line. */
    private static CaptureSource withoutSecret(CaptureSource source) throws CaptureException {
        if (!(source instanceof NetworkCamera(RtspAddress address)) || !address.isSecret()) {
            return source;
        }
        try {
            // Closes itself once ffmpeg has connected.
            RtspRedirect redirect = RtspRedirect.start(address.secretUrl(), REDIRECT_TIMEOUT);
            return new NetworkCamera(address.withUrl(redirect.url()));
        } catch (IOException problem) {
            throw new CaptureException(new CaptureProblem(Kind.SOURCE_GONE, source + ": " + ErrorText.of(problem)));
        }
    }

    private Process launch(List<String> command) throws CaptureException, InterruptedException {
        try {
            return launcher.launch(command);
        } catch (IOException problem) {
            throw new CaptureException(new CaptureProblem(
                    Kind.NO_FFMPEG,
                    "ffmpeg cannot be started: " + ErrorText.of(problem) + "; is the package ffmpeg installed?"));
        }
    }

    @Override
    public Optional<CaptureProblem> checkSource(CaptureSource source, Duration timeout) throws InterruptedException {
        Optional<CaptureProblem> ffmpegProblem = checkFfmpeg(timeout);
        if (ffmpegProblem.isPresent()) {
            return ffmpegProblem;
        }
        return switch (source) {
            case Camera camera -> checkFile(source, camera.device());
            case MediaFile media -> checkFile(source, media.file());
            case NetworkCamera camera -> checkAddress(camera, timeout);
            case TestPattern _ -> Optional.empty();
        };
    }

    private Optional<CaptureProblem> checkFfmpeg(Duration timeout) throws InterruptedException {
        return switch (Subprocess.run(List.of(settings.ffmpeg(), "-version"), timeout, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited result when result.succeeded() -> Optional.empty();
            case Subprocess.Exited result ->
                Optional.of(new CaptureProblem(
                        Kind.NO_FFMPEG,
                        "ffmpeg does not work: " + result.errorOutput().strip()));
            case Subprocess.TimedOut _ ->
                Optional.of(new CaptureProblem(
                        Kind.NO_FFMPEG, "ffmpeg did not respond within " + timeout.toSeconds() + " s"));
            case Subprocess.NotStarted notStarted ->
                Optional.of(new CaptureProblem(
                        Kind.NO_FFMPEG,
                        notStarted.reason() + "; install the package ffmpeg (sudo apt install ffmpeg)"));
        };
    }

    private static Optional<CaptureProblem> checkFile(CaptureSource source, Path file) {
        if (!Files.exists(file)) {
            return Optional.of(new CaptureProblem(Kind.SOURCE_GONE, source + " does not exist"));
        } else if (!Files.isReadable(file)) {
            return Optional.of(new CaptureProblem(
                    Kind.SOURCE_GONE, source + " cannot be read by this user; cameras belong to the group video"));
        }
        return Optional.empty();
    }

    private static Optional<CaptureProblem> checkAddress(NetworkCamera camera, Duration timeout) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            camera.address().host(), camera.address().port()),
                    (int) timeout.toMillis());
            return Optional.empty();
        } catch (IOException unreachable) {
            return Optional.of(
                    new CaptureProblem(Kind.SOURCE_GONE, camera + " cannot be reached: " + ErrorText.of(unreachable)));
        }
    }
}
