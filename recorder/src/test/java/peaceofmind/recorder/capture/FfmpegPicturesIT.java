// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import peaceofmind.linux.Subprocess;

/** Pictures of raw recordings as ffmpeg writes them, decoded by the real ffmpeg. */
@Execution(ExecutionMode.CONCURRENT)
class FfmpegPicturesIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final int MAX_OUTPUT_BYTES = 16 * 1024;
    private static final double FROZEN_BELOW = 0.01;

    @TempDir
    private Path folder;

    private final FfmpegPictures pictures = new FfmpegPictures(CaptureSettings.defaults("libx264"), TIMEOUT);

    @Test
    void aBlackPictureIsBlackAlsoWithTheNoiseOfASensor() throws Exception {
        List<PictureSample> samples = samples("color=black:size=640x360:rate=10,noise=alls=6:allf=t", "libx264");
        assertThat(samples)
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(sample.meanLuma()).isLessThan(10));
    }

    @Test
    void aRoomInWhichNothingMovesDiffersByTheNoiseOfTheSensor() throws Exception {
        for (String encoder : List.of("libx264", "mjpeg")) {
            List<PictureSample> live = samples("smptebars=size=640x360:rate=10,noise=alls=2:allf=t", encoder);
            assertThat(live.get(2).differenceTo(live.get(1))).as(encoder).isGreaterThan(2 * FROZEN_BELOW);
            List<PictureSample> frozen = samples("smptebars=size=640x360:rate=10", encoder);
            assertThat(frozen.getLast().differenceTo(frozen.get(frozen.size() - 2)))
                    .as(encoder)
                    .isLessThan(FROZEN_BELOW);
            assertThat(frozen.getLast().meanLuma()).isBetween(40.0, 150.0);
        }
    }

    @Test
    void theLevelOfTheSoundIsThatOfTheRecording() throws Exception {
        Path loud = record("testsrc2=size=320x180:rate=10", "sine=frequency=440", "libx264");
        assertThat(sample(loud).sound()).hasValueSatisfying(level -> {
            assertThat(level.mean()).isBetween(-25.0, -15.0);
            assertThat(level.peak()).isBetween(-22.0, 0.0);
        });
        Path silent = record("testsrc2=size=320x180:rate=10", "anullsrc", "libx264");
        assertThat(sample(silent).sound())
                .hasValueSatisfying(level -> assertThat(level.peak()).isLessThan(-80));
        Path without = record("testsrc2=size=320x180:rate=10", "", "libx264");
        assertThat(sample(without).sound()).isEmpty();
    }

    @Test
    void aPictureIsAJpegOfAtMostThatWidth() throws Exception {
        LatestPicture latest = latest(record("testsrc2=size=1280x720:rate=10", "", "libx264"));
        Path jpeg = folder.resolve("picture.jpg");
        Files.write(jpeg, pictures.jpeg(latest, 640).orElseThrow());
        assertThat(run(List.of(
                        "ffprobe",
                        "-v",
                        "error",
                        "-show_entries",
                        "stream=codec_name,width,height",
                        "-of",
                        "csv",
                        jpeg.toString())))
                .contains("mjpeg,640,360");
    }

    @Test
    void aFileThatIsGoneIsNoErrorAndOneWithAStrangeNameIsRead() throws Exception {
        Path file = record("testsrc2=size=320x180:rate=10", "", "libx264");
        LatestPicture latest = latest(file);
        Files.delete(file);
        assertThat(pictures.sample(latest)).isEmpty();
        assertThat(pictures.jpeg(latest, 640)).isEmpty();
        Path strange = Files.createDirectories(folder.resolve("a b, it's ,:100% \u00e9"));
        Path moved = record("testsrc2=size=320x180:rate=10", "", "libx264");
        Files.move(moved, strange.resolve("raw.mkv"));
        LatestPicture there = latest(strange.resolve("raw.mkv"));
        assertThat(pictures.sample(there)).isPresent();
    }

    private List<PictureSample> samples(String source, String encoder) throws Exception {
        Path file = record(source, "", encoder);
        MatroskaPictures contents = new MatroskaPictures();
        List<PictureSample> samples = new ArrayList<>();
        long size = Files.size(file);
        LatestPicture last = null;
        for (long read = size / 20; read <= size; read += size / 20) {
            contents.readTo(file, read);
            LatestPicture latest = contents.latestPicture(file).orElse(null);
            if (latest != null && (last == null || latest.start() != last.start())) {
                samples.add(pictures.sample(latest).orElseThrow());
                last = latest;
            }
        }
        return samples;
    }

    private PictureSample sample(Path file) throws Exception {
        return pictures.sample(latest(file)).orElseThrow();
    }

    private static LatestPicture latest(Path file) throws Exception {
        MatroskaPictures contents = new MatroskaPictures();
        contents.readTo(file, Files.size(file));
        return contents.latestPicture(file).orElseThrow();
    }

    /** Ten seconds, in the container that recordings have. */
    private Path record(String source, String sound, String encoder) throws Exception {
        Path file = folder.resolve("raw.mkv");
        List<String> command =
                new ArrayList<>(List.of("ffmpeg", "-loglevel", "error", "-y", "-f", "lavfi", "-i", source));
        if (!sound.isEmpty()) {
            command.addAll(List.of("-f", "lavfi", "-i", sound, "-c:a", "aac"));
        }
        command.addAll(
                List.of("-t", "10", "-c:v", encoder, "-pix_fmt", encoder.equals("mjpeg") ? "yuvj420p" : "yuv420p"));
        if (encoder.equals("mjpeg")) {
            command.addAll(List.of("-q:v", "8"));
        }
        if (encoder.equals("libx264")) {
            command.addAll(List.of("-preset", "ultrafast", "-tune", "zerolatency", "-g", "20"));
        }
        command.addAll(List.of("-f", "matroska", "-cluster_time_limit", "1000", file.toString()));
        assertThat(run(command)).isEmpty();
        return file;
    }

    private static String run(List<String> command) throws InterruptedException {
        Subprocess.Exited exited = (Subprocess.Exited) Subprocess.run(command, TIMEOUT, MAX_OUTPUT_BYTES);
        return exited.output() + exited.errorOutput();
    }
}
