package peaceofmind.recorder.capture;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.capture.CaptureProblem.Kind;
import peaceofmind.recorder.capture.CaptureSource.Camera;
import peaceofmind.recorder.capture.CaptureSource.MediaFile;
import peaceofmind.recorder.capture.CaptureSource.NetworkCamera;
import peaceofmind.recorder.capture.CaptureSource.TestPicture;

/** Records with ffmpeg, one process a recording. */
public final class FfmpegCapture implements Capture {

    private static final int MAX_OUTPUT_BYTES = 16 * 1024;

    private final CaptureSettings settings;
    private final Clock clock;
    private final LeftoverProcesses leftovers;

    /**
     * The kernel ends ffmpeg when the thread that started it ends (PR_SET_PDEATHSIG of prctl(2) means the thread, not the process): so
     * one thread that lives as long as the recorder starts them all. A fixed pool, because a single-thread executor ends its thread,
     * and so a recording in progress, when the garbage collector finds nobody holding it.
     */
    private final ExecutorService launcher = Executors.newFixedThreadPool(
            1, Thread.ofPlatform().daemon().name("ffmpeg-launcher").factory());

    /**
     * Ends what an earlier recorder left running.
     *
     * @param stateFolder remembers which processes run
     */
    public FfmpegCapture(CaptureSettings settings, Clock clock, Path stateFolder) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.leftovers = new LeftoverProcesses(stateFolder);
        leftovers.endAll();
    }

    @Override
    public CaptureSession start(CaptureSource source, Path rawFile) throws CaptureException, InterruptedException {
        List<String> command = FfmpegCommand.record(settings, source, rawFile);
        try {
            Future<Process> launched = launcher.submit(() -> new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
            Process process = launched.get();
            leftovers.remember(process.pid());
            return FfmpegSession.begin(source, rawFile, process, settings, clock, leftovers);
        } catch (ExecutionException | IOException problem) {
            throw new CaptureException(new CaptureProblem(
                    Kind.NO_FFMPEG,
                    "ffmpeg cannot be started: " + problem.getMessage() + "; is the package ffmpeg installed?"));
        }
    }

    @Override
    public Optional<CaptureProblem> checkSource(CaptureSource source, Duration limit) throws InterruptedException {
        Optional<CaptureProblem> noFfmpeg = checkFfmpeg(limit);
        if (noFfmpeg.isPresent()) {
            return noFfmpeg;
        }
        return switch (source) {
            case Camera camera -> checkFile(source, camera.device());
            case MediaFile media -> checkFile(source, media.file());
            case NetworkCamera camera -> checkAddress(camera, limit);
            case TestPicture _ -> Optional.empty();
        };
    }

    private Optional<CaptureProblem> checkFfmpeg(Duration limit) throws InterruptedException {
        return switch (Subprocess.run(List.of(settings.ffmpeg(), "-version"), limit, MAX_OUTPUT_BYTES)) {
            case Subprocess.Ended ended when ended.succeeded() -> Optional.empty();
            case Subprocess.Ended ended ->
                Optional.of(new CaptureProblem(
                        Kind.NO_FFMPEG,
                        "ffmpeg does not work: " + ended.errorOutput().strip()));
            case Subprocess.TimedOut _ ->
                Optional.of(
                        new CaptureProblem(Kind.NO_FFMPEG, "ffmpeg gave no answer within " + limit.toSeconds() + " s"));
            case Subprocess.NotStarted notStarted ->
                Optional.of(new CaptureProblem(
                        Kind.NO_FFMPEG, notStarted.why() + "; install the package ffmpeg (sudo apt install ffmpeg)"));
        };
    }

    private static Optional<CaptureProblem> checkFile(CaptureSource source, Path file) {
        if (!Files.exists(file)) {
            return Optional.of(new CaptureProblem(Kind.SOURCE_GONE, source + " is not there"));
        } else if (!Files.isReadable(file)) {
            return Optional.of(new CaptureProblem(
                    Kind.SOURCE_GONE, source + " may not be read by this user; cameras belong to the group video"));
        }
        return Optional.empty();
    }

    private static Optional<CaptureProblem> checkAddress(NetworkCamera camera, Duration limit) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            camera.address().host(), camera.address().port()),
                    (int) limit.toMillis());
            return Optional.empty();
        } catch (IOException unreachable) {
            return Optional.of(
                    new CaptureProblem(Kind.SOURCE_GONE, camera + " cannot be reached: " + unreachable.getMessage()));
        }
    }
}
