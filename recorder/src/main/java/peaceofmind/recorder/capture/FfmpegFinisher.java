package peaceofmind.recorder.capture;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.Subprocess;

/** Finishes and validates with ffmpeg and ffprobe. */
public final class FfmpegFinisher implements Finisher {

    /** A torn file makes it say much, and what hindered it comes last. */
    private static final int MAX_OUTPUT_BYTES = 1024 * 1024;

    private static final String SAYS_NOTHING = "Conversion failed!";
    private static final long LEAST_BYTES = 1000;
    private static final Duration LEAST_DURATION = Duration.ofSeconds(1);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(30);
    private static final Duration FINISH_LIMIT = Duration.ofSeconds(60);

    /** An SD card in a bad state still copies faster than this. */
    private static final long LEAST_BYTES_A_SECOND = 1_000_000;

    private final CaptureSettings settings;

    public FfmpegFinisher(CaptureSettings settings) {
        this.settings = settings;
    }

    @Override
    public VideoFacts finish(Path raw, Path target) throws FinishException, InterruptedException {
        Path unfinished = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            copy(raw, unfinished);
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            // Before it gets its name: a check that was hindered leaves no video of which nobody knows.
            VideoFacts facts = probe(unfinished);
            DurableFile.move(unfinished, target);
            return facts;
        } catch (IOException refused) {
            throw FinishException.hindered("the disk refused the video " + target + ": " + refused.getMessage());
        } finally {
            remove(unfinished);
        }
    }

    /** Footage is given up only when it fails twice: what passes, such as a moment without memory, may leave no word. */
    private void copy(Path raw, Path unfinished) throws IOException, FinishException, InterruptedException {
        if (copyOnce(raw, unfinished).isPresent()) {
            Optional<String> refusal = copyOnce(raw, unfinished);
            if (refusal.isPresent()) {
                throw FinishException.unplayable(raw + " could not be made a video: " + refusal.get());
            }
        }
    }

    /** Why nothing came of it; empty when it succeeded. */
    private Optional<String> copyOnce(Path raw, Path unfinished)
            throws IOException, FinishException, InterruptedException {
        Files.deleteIfExists(unfinished);
        Duration limit = FINISH_LIMIT.plusSeconds(Files.size(raw) / LEAST_BYTES_A_SECOND);
        Subprocess.Exited ended = runUnhindered(raw, FfmpegCommand.finish(settings, raw, unfinished), limit);
        boolean made = ended.succeeded() && Files.exists(unfinished) && Files.size(unfinished) > 0;
        return made ? Optional.empty() : Optional.of(lastLine(ended));
    }

    private static void remove(Path unfinished) throws FinishException {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException stays) {
            throw FinishException.hindered(unfinished + " cannot be removed: " + stays.getMessage());
        }
    }

    @Override
    public VideoFacts probe(Path video) throws FinishException, InterruptedException {
        long bytes;
        try {
            bytes = Files.size(video);
        } catch (IOException unreadable) {
            throw FinishException.hindered(video + " cannot be looked at: " + unreadable);
        }
        if (bytes < LEAST_BYTES) {
            return facts(bytes, Optional.empty(), VideoQuality.TOO_SMALL, "it has only " + bytes + " bytes");
        }
        Subprocess.Exited probed = runUnhindered(video, FfmpegCommand.probe(settings, video), PROBE_LIMIT);
        if (!probed.succeeded()) {
            return facts(bytes, Optional.empty(), VideoQuality.CORRUPTED, lastLine(probed));
        }
        try {
            return judge(video, bytes, Json.parseObject(probed.output()));
        } catch (JsonException unexpected) {
            throw FinishException.hindered("ffprobe answered with something unreadable: " + unexpected.getMessage());
        }
    }

    private VideoFacts judge(Path video, long bytes, JsonObject probed) throws FinishException, InterruptedException {
        JsonObject format =
                probed.object("format").orElseGet(() -> Json.object().build());
        boolean hasVideo = probed.items("streams").stream()
                .anyMatch(stream -> stream instanceof JsonObject object
                        && object.text("codec_type").equals(Optional.of("video")));
        Optional<Duration> duration = format.text("duration").flatMap(FfmpegFinisher::seconds);
        String kind = format.text("format_name").orElse("");
        if (!kind.contains("mp4") && !kind.contains("matroska")) {
            return facts(
                    bytes, duration, VideoQuality.INVALID_FORMAT, "it is " + kind + ", not a video as we make them");
        } else if (!hasVideo || duration.isEmpty()) {
            return facts(bytes, duration, VideoQuality.CORRUPTED, "it has no video stream, or no length");
        } else if (duration.get().compareTo(LEAST_DURATION) < 0) {
            return facts(bytes, duration, VideoQuality.TOO_SMALL, "it lasts less than a second");
        }
        Subprocess.Exited decoded = runUnhindered(video, FfmpegCommand.decodeEnd(settings, video), PROBE_LIMIT);
        String said = decoded.errorOutput().toLowerCase(Locale.ROOT);
        if (!decoded.succeeded() || said.contains("partial file") || said.contains("invalid data")) {
            return facts(bytes, duration, VideoQuality.CORRUPTED, "its end cannot be played: " + lastLine(decoded));
        }
        return new VideoFacts(bytes, duration, VideoQuality.VALID, Optional.empty());
    }

    private static VideoFacts facts(long bytes, Optional<Duration> duration, VideoQuality quality, String problem) {
        return new VideoFacts(bytes, duration, quality, Optional.of(problem));
    }

    private static Optional<Duration> seconds(String text) {
        try {
            return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000)));
        } catch (NumberFormatException notKnown) {
            return Optional.empty();
        }
    }

    /** Runs it to an end that says something about the file. */
    private static Subprocess.Exited runUnhindered(Path file, List<String> command, Duration limit)
            throws FinishException, InterruptedException {
        Subprocess.Exited ended = run(command, limit);
        Optional<String> hindrance = Hindrance.of(ended);
        if (hindrance.isPresent()) {
            throw FinishException.hindered(
                    command.getFirst() + " could not work on " + file + ", which stays: " + hindrance.get());
        }
        return ended;
    }

    private static Subprocess.Exited run(List<String> command, Duration limit)
            throws FinishException, InterruptedException {
        return switch (Subprocess.run(command, limit, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited ended -> ended;
            case Subprocess.TimedOut _ ->
                throw FinishException.hindered(command.getFirst() + " did not end within " + limit.toSeconds() + " s");
            case Subprocess.NotStarted notStarted ->
                throw FinishException.hindered(notStarted.reason() + "; is the package ffmpeg installed?");
        };
    }

    private static String lastLine(Subprocess.Exited ended) {
        return ended.errorOutput()
                .lines()
                .filter(line -> !line.startsWith(SAYS_NOTHING))
                .reduce((_, last) -> last)
                .orElse("exit code " + ended.exitCode());
    }
}
