// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.capture.FinishCommand.VideoStream;

/** Finishes and validates videos with ffmpeg and ffprobe. */
public final class FfmpegFinisher implements Finisher {

    /** A torn file causes many messages, and the decisive one comes last. */
    private static final int MAX_OUTPUT_BYTES = 1024 * 1024;

    private static final long MIN_VIDEO_BYTES = 1000;
    private static final Duration MIN_VIDEO_DURATION = Duration.ofSeconds(1);

    /** Usually the last picture is incomplete; a damaged reference picture makes all up to the next key frame unplayable. */
    private static final List<Duration> DROPPED_TAILS = List.of(
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(8));

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration BASE_REMUX_TIMEOUT = Duration.ofSeconds(60);

    /** Even a failing SD card copies faster than this. */
    private static final long MIN_REMUX_BYTES_PER_SECOND = 1_000_000;

    /** A Raspberry Pi converts the pictures of an old camera at about this rate. */
    private static final long MIN_ENCODE_BYTES_PER_SECOND = 50_000;

    private final CaptureSettings settings;

    public FfmpegFinisher(CaptureSettings settings) {
        this.settings = settings;
    }

    @Override
    public VideoFacts finish(Path rawFile, Path target) throws FinishException, InterruptedException {
        Path partFile = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            VideoFacts facts = remux(rawFile, partFile);
            try (FileChannel channel = FileChannel.open(partFile, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            DurableFile.move(partFile, target);
            return facts;
        } catch (IOException failure) {
            throw FinishException.retryable("cannot write the video " + target + ": " + ErrorText.of(failure));
        } finally {
            deletePartFile(partFile);
        }
    }

    /** Retries once before footage is given up: a temporary condition, such as a lack of memory, can fail without a message. */
    private VideoFacts remux(Path rawFile, Path partFile) throws IOException, FinishException, InterruptedException {
        FinishCommand command = new FinishCommand(settings, videoStream(rawFile));
        if (remuxOnce(command, rawFile, partFile, Optional.empty()).isPresent()) {
            Optional<String> error = remuxOnce(command, rawFile, partFile, Optional.empty());
            if (error.isPresent()) {
                throw FinishException.unplayable(rawFile + " cannot be made into a video: " + error.get());
            }
        }
        // Checked before the renaming: a failed check must not leave a video without a row in the database.
        VideoFacts facts = probe(partFile);
        return facts.quality() == VideoQuality.CORRUPTED && facts.duration().isPresent()
                ? dropTail(command, rawFile, partFile, facts)
                : facts;
    }

    /**
     * A camera that goes away in the middle of a picture leaves a tail that can't be played. What plays counts: the video is made again
     * without more and more of its end. It stays as it is when that does not help.
     */
    private VideoFacts dropTail(FinishCommand command, Path rawFile, Path partFile, VideoFacts unplayableEnd)
            throws IOException, FinishException, InterruptedException {
        Duration full = unplayableEnd.duration().orElseThrow();
        for (Duration dropped : DROPPED_TAILS) {
            Duration length = full.minus(dropped);
            if (length.compareTo(MIN_VIDEO_DURATION) < 0) {
                break;
            }
            if (remuxOnce(command, rawFile, partFile, Optional.of(length)).isEmpty()) {
                VideoFacts facts = probe(partFile);
                if (facts.quality() == VideoQuality.VALID) {
                    return facts;
                }
            }
        }
        Optional<String> error = remuxOnce(command, rawFile, partFile, Optional.empty());
        if (error.isPresent()) {
            throw FinishException.retryable(rawFile + " cannot be made into a video again: " + error.get());
        }
        return unplayableEnd;
    }

    /** The error; empty on success. */
    private Optional<String> remuxOnce(FinishCommand command, Path rawFile, Path partFile, Optional<Duration> length)
            throws IOException, FinishException, InterruptedException {
        Files.deleteIfExists(partFile);
        long bytesPerSecond = command.isConversion() ? MIN_ENCODE_BYTES_PER_SECOND : MIN_REMUX_BYTES_PER_SECOND;
        Duration timeout = BASE_REMUX_TIMEOUT.plusSeconds(Files.size(rawFile) / bytesPerSecond);
        Subprocess.Exited result = runChecked(rawFile, command.toMp4(rawFile, partFile, length), timeout);
        boolean produced = result.succeeded() && Files.exists(partFile) && Files.size(partFile) > 0;
        return produced ? Optional.empty() : Optional.of(lastLine(result));
    }

    /** The picture of a raw recording; empty when ffprobe can't read it. */
    private Optional<VideoStream> videoStream(Path rawFile) throws FinishException, InterruptedException {
        Subprocess.Exited probed = runChecked(rawFile, FfmpegCommand.probe(settings, rawFile), PROBE_TIMEOUT);
        return probed.succeeded()
                ? videoStream(parse(probed.output()))
                        .map(stream -> new VideoStream(
                                stream.text("codec_name").orElse(""),
                                stream.text("pix_fmt").orElse("")))
                : Optional.empty();
    }

    private static Optional<JsonObject> videoStream(JsonObject probed) {
        return probed.items("streams").stream()
                .filter(stream -> stream instanceof JsonObject object
                        && object.text("codec_type").equals(Optional.of("video")))
                .map(JsonObject.class::cast)
                .findFirst();
    }

    private static JsonObject parse(String probed) throws FinishException {
        try {
            return Json.parseObject(probed);
        } catch (JsonException unexpected) {
            throw FinishException.retryable("ffprobe printed invalid JSON: " + unexpected.getMessage());
        }
    }

    private static void deletePartFile(Path partFile) throws FinishException {
        try {
            Files.deleteIfExists(partFile);
        } catch (IOException notDeleted) {
            throw FinishException.retryable(partFile + " cannot be removed: " + ErrorText.of(notDeleted));
        }
    }

    @Override
    public VideoFacts probe(Path video) throws FinishException, InterruptedException {
        long bytes;
        try {
            bytes = Files.size(video);
        } catch (IOException unreadable) {
            throw FinishException.retryable(video + " cannot be read: " + ErrorText.of(unreadable));
        }
        if (bytes < MIN_VIDEO_BYTES) {
            return invalid(bytes, Optional.empty(), VideoQuality.TOO_SMALL, "it has only " + bytes + " bytes");
        }
        Subprocess.Exited probed = runChecked(video, FfmpegCommand.probe(settings, video), PROBE_TIMEOUT);
        if (!probed.succeeded()) {
            return invalid(bytes, Optional.empty(), VideoQuality.CORRUPTED, lastLine(probed));
        }
        return validate(video, bytes, parse(probed.output()));
    }

    private VideoFacts validate(Path video, long bytes, JsonObject probed)
            throws FinishException, InterruptedException {
        JsonObject format =
                probed.object("format").orElseGet(() -> Json.object().build());
        Optional<Duration> duration = format.text("duration").flatMap(FfmpegFinisher::parseSeconds);
        String formatName = format.text("format_name").orElse("");
        if (!formatName.contains("mp4") && !formatName.contains("matroska")) {
            return invalid(
                    bytes,
                    duration,
                    VideoQuality.INVALID_FORMAT,
                    "its format is " + formatName + ", not MP4 or Matroska");
        }
        // A Matroska file whose writer was killed does not say how long it is, and plays nevertheless.
        boolean lengthMissing = duration.isEmpty() && !formatName.contains("matroska");
        if (videoStream(probed).isEmpty() || lengthMissing) {
            return invalid(bytes, duration, VideoQuality.CORRUPTED, "it has no video stream or no duration");
        } else if (duration.filter(length -> length.compareTo(MIN_VIDEO_DURATION) < 0)
                .isPresent()) {
            return invalid(bytes, duration, VideoQuality.TOO_SMALL, "it is shorter than a second");
        }
        List<String> decode = duration.isPresent()
                ? FfmpegCommand.decodeLastSeconds(settings, video)
                : FfmpegCommand.decodeFirstSeconds(settings, video);
        Subprocess.Exited decoded = runChecked(video, decode, PROBE_TIMEOUT);
        String decoderOutput = decoded.errorOutput().toLowerCase(Locale.ROOT);
        if (!decoded.succeeded() || decoderOutput.contains("partial file") || decoderOutput.contains("invalid data")) {
            return invalid(bytes, duration, VideoQuality.CORRUPTED, "its end cannot be played: " + lastLine(decoded));
        }
        return new VideoFacts(bytes, duration, VideoQuality.VALID, Optional.empty());
    }

    private static VideoFacts invalid(long bytes, Optional<Duration> duration, VideoQuality quality, String problem) {
        return new VideoFacts(bytes, duration, quality, Optional.of(problem));
    }

    private static Optional<Duration> parseSeconds(String text) {
        try {
            return Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000)));
        } catch (NumberFormatException notKnown) {
            return Optional.empty();
        }
    }

    /** Runs a command whose result depends on the file alone: throws when its environment made it fail. */
    private static Subprocess.Exited runChecked(Path file, List<String> command, Duration timeout)
            throws FinishException, InterruptedException {
        Subprocess.Exited result = run(command, timeout);
        Optional<String> environmentError = EnvironmentError.detect(result);
        if (environmentError.isPresent()) {
            throw FinishException.retryable(
                    command.getFirst() + " failed on " + file + ", which is kept: " + environmentError.get());
        }
        return result;
    }

    private static Subprocess.Exited run(List<String> command, Duration timeout)
            throws FinishException, InterruptedException {
        return switch (Subprocess.run(command, timeout, MAX_OUTPUT_BYTES)) {
            case Subprocess.Exited result -> result;
            case Subprocess.TimedOut _ ->
                throw FinishException.retryable(
                        command.getFirst() + " did not finish within " + timeout.toSeconds() + " s");
            case Subprocess.NotStarted notStarted ->
                throw FinishException.retryable(notStarted.reason() + "; is the package ffmpeg installed?");
        };
    }

    private static String lastLine(Subprocess.Exited result) {
        return result.errorOutput()
                .lines()
                .filter(line -> !FfmpegErrors.isAdvice(line))
                .reduce((_, last) -> last)
                .orElse("exit code " + result.exitCode());
    }
}
