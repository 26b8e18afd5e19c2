// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static peaceofmind.testkit.Eventually.STATE_TIMEOUT;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.CLibrary;
import peaceofmind.linux.ProcessStat;
import peaceofmind.linux.Subprocess;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

/** The real ffmpeg, in normal use and under faults. */
@Execution(ExecutionMode.CONCURRENT)
class FfmpegIT {

    private static final CaptureSource TEST_PATTERN = new CaptureSource.TestPattern(320, 180, 10);
    private static final Duration MAX_LOSS = Duration.ofSeconds(2);
    private static final int PAGE_BYTES = 4096;
    private static final int SIGKILL = 9;
    private static final int SIGSTOP = 19;

    @TempDir
    private Path folder;

    private final CaptureSettings settings = CaptureSettings.defaults("libx264");
    private final Finisher finisher = new FfmpegFinisher(settings);

    @Test
    void aRecordingBecomesAnOrdinaryVideoWithItsIndexAtTheStart() throws Exception {
        CaptureSession session = start(TEST_PATTERN, settings);
        await().until(() -> session.bytes() > 0 && session.elapsed().toSeconds() >= 4);
        session.stop();
        assertThat(session.problem()).isEmpty();
        VideoFacts facts = finisher.finish(raw(), video());
        assertThat(facts.quality()).as(facts.toString()).isEqualTo(VideoQuality.VALID);
        assertThat(facts.duration().orElseThrow())
                .isBetween(Duration.ofSeconds(1), session.elapsed().plusSeconds(1));
        String bytes = new String(Files.readAllBytes(video()), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(bytes.indexOf("moov")).isPositive().isLessThan(bytes.indexOf("mdat"));
        try (Stream<Path> leftover = Files.list(folder.resolve("state/ffmpeg"))) {
            assertThat(leftover).as("no PID file remains").isEmpty();
        }
    }

    @Test
    void aKilledFfmpegIsReportedAndLosesAtMostTwoSeconds() throws Exception {
        CaptureSession session = start(TEST_PATTERN, settings);
        await().until(() -> session.bytes() > 0);
        Duration startOfFfmpeg = session.elapsed();
        await().until(() -> session.elapsed().minus(startOfFfmpeg).toSeconds() >= 6);
        Duration recorded = session.elapsed().minus(startOfFfmpeg);
        CLibrary.kill(ffmpegPid(), SIGKILL);
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DIED);
        session.stop();
        VideoFacts facts = finisher.finish(raw(), video());
        assertThat(facts.quality()).as(facts.toString()).isEqualTo(VideoQuality.VALID);
        Duration lost = recorded.minus(facts.duration().orElseThrow());
        System.out.printf("ffmpeg killed: footage lost: %.2f s%n", lost.toMillis() / 1e3);
        assertThat(lost).isLessThan(MAX_LOSS);
    }

    @Test
    void aRecordingOutlivesTheObjectsThatStartedIt() throws Exception {
        Deque<Capture> owner = new ArrayDeque<>(List.of(capture(settings)));
        WeakReference<Capture> collected = new WeakReference<>(owner.peek());
        CaptureSession session = owner.pop().start(TEST_PATTERN, raw());
        await().until(() -> {
            System.gc();
            return collected.refersTo(null);
        });
        long bytes = session.bytes();
        await().until(() -> session.bytes() > bytes + 1000);
        assertThat(isGone(ffmpegPid())).as("ffmpeg has exited").isFalse();
        session.stop();
        assertThat(session.problem()).isEmpty();
    }

    @Test
    void anOutputThatDoesNotGrowIsReportedAndCanStillBeStopped() throws Exception {
        CaptureSettings shortTimeouts = new CaptureSettings(
                "ffmpeg",
                "ffprobe",
                "libx264",
                Optional.empty(),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5));
        CaptureSession session = start(TEST_PATTERN, shortTimeouts);
        await().until(() -> session.elapsed().toSeconds() >= 4 && session.bytes() > 20_000);
        CLibrary.kill(ffmpegPid(), SIGSTOP);
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.NO_GROWTH);
        session.stop();
        assertThat(finisher.finish(raw(), video()).quality()).isEqualTo(VideoQuality.VALID);
    }

    @Test
    void aTruncatedRawRecordingIsPlayableUpToItsEnd() throws Exception {
        CaptureSession session = start(TEST_PATTERN, settings);
        // A busy machine starts ffmpeg late, so the size counts as well.
        await().until(() -> session.elapsed().toSeconds() >= 8 && session.bytes() > 120_000);
        session.stop();
        Duration fullDuration = finisher.finish(raw(), video()).duration().orElseThrow();
        long size = Files.size(raw());
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int n = 0; n < 12; n++) {
            Path cut = Files.copy(raw(), folder.resolve("cut-" + n + ".mkv"));
            double fraction = 0.4 + random.nextDouble() * 0.6;
            try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
                channel.truncate((long) (size * fraction));
            }
            VideoFacts facts = finisher.finish(cut, folder.resolve("cut-" + n + ".mp4"));
            assertThat(facts.quality())
                    .as("seed %d, cut %d: %s", seed, n, facts)
                    .isEqualTo(VideoQuality.VALID);
            // Bytes are not distributed quite evenly over time.
            assertThat(facts.duration().orElseThrow().toMillis() / 1e3)
                    .as("seed %d, cut %d", seed, n)
                    .isGreaterThan(fullDuration.toMillis() / 1e3 * fraction - MAX_LOSS.toSeconds());
        }
    }

    @Test
    void anEndThatCannotBePlayedIsDroppedAndTheRestKept() throws Exception {
        CaptureSession session = start(TEST_PATTERN, settings);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> session.elapsed().toSeconds() >= 6 && session.bytes() > 200_000);
        session.stop();
        Duration full = finisher.finish(raw(), video()).duration().orElseThrow();
        assertThat(run(
                        "ffmpeg",
                        "-v",
                        "error",
                        "-i",
                        raw().toString(),
                        "-map",
                        "0:v",
                        "-c",
                        "copy",
                        // The pictures of the last second consist of noise, as after a broken transmission.
                        "-bsf:v",
                        "noise=amount=gt(pts*tb\\," + (full.toSeconds() - 1) + ")",
                        folder.resolve("noise.mkv").toString()))
                .isTrue();
        VideoFacts facts = finisher.finish(folder.resolve("noise.mkv"), folder.resolve("noise.mp4"));
        assertThat(facts.quality()).as(facts.toString()).isEqualTo(VideoQuality.VALID);
        assertThat(facts.duration().orElseThrow()).isBetween(Duration.ofSeconds(1), full);
    }

    @Test
    void ffmpegExitsWhenItsRecorderIsKilled() throws Exception {
        Process recorder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "peaceofmind.recorder.capture.RecordForever",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("recorder.out").toFile())
                .start();
        await().until(() -> Files.exists(raw()) && Files.size(raw()) > 1000);
        long ffmpeg = ffmpegPid();
        recorder.destroyForcibly().waitFor();
        await().until(() -> isGone(ffmpeg));
    }

    @Test
    void anOrphanedFfmpegIsKilledByTheNextStart() throws Exception {
        CaptureSession leftover = start(TEST_PATTERN, settings);
        await().until(() -> leftover.bytes() > 0);
        long ffmpeg = ffmpegPid();
        new FfmpegCapture(settings, Clock.system(), folder.resolve("state")).killOrphans();
        await().until(() -> isGone(ffmpeg));
        leftover.kill();
    }

    @Test
    void aFullDiskIsReportedAsAFullDisk() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", disk.toString());
        Assumptions.assumeTrue(mounted, "mounting a small disk requires root");
        try {
            CaptureSession session = capture(settings).start(TEST_PATTERN, disk.resolve("raw.mkv"));
            await().until(() -> session.problem().isPresent());
            assertThat(session.problem().orElseThrow().kind()).isIn(Kind.DISK_FULL, Kind.NO_GROWTH);
            session.stop();
        } finally {
            run("umount", disk.toString());
        }
    }

    /** Also when there is no space only for the index at the start, which ffmpeg 5 reports as a success. */
    @Test
    void aDiskThatIsFullWhenARecordingIsFinishedLosesNothing() throws Exception {
        CaptureSession session = start(TEST_PATTERN, settings);
        await().until(() -> session.bytes() > 60_000);
        session.stop();
        assertThat(finisher.finish(raw(), video()).quality()).isEqualTo(VideoQuality.VALID);
        long pages = Files.size(video()) / PAGE_BYTES;
        for (long freePages : new long[] {1, pages / 2, pages - 2, pages}) {
            Path disk = Files.createDirectories(folder.resolve("disk"));
            boolean mounted =
                    run("mount", "-t", "tmpfs", "-o", "size=" + freePages * PAGE_BYTES, "tmpfs", disk.toString());
            Assumptions.assumeTrue(mounted, "mounting a small disk requires root");
            try {
                assertThatThrownBy(() -> finisher.finish(raw(), disk.resolve("video.mp4")))
                        .as("%d of %d pages", freePages, pages)
                        .isInstanceOfSatisfying(
                                FinishException.class,
                                failed -> assertThat(failed.isPermanent())
                                        .as(failed.toString())
                                        .isFalse());
                assertThat(disk).isEmptyDirectory();
            } finally {
                run("umount", disk.toString());
            }
        }
    }

    @Test
    void aMissingFolderIsNotBlamedOnTheCamera() throws Exception {
        CaptureSession session = capture(settings).start(TEST_PATTERN, folder.resolve("gone/raw.mkv"));
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DISK_BROKEN);
        session.stop();
    }

    @Test
    void aMissingFfmpegIsNotBlamedOnTheCamera() throws Exception {
        CaptureSession session = start(
                new CaptureSource.Camera(Path.of("/dev/video97")),
                FakeFfmpeg.settings("/nonexistent/ffmpeg", "ffprobe"));
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.NO_FFMPEG);
        session.stop();
    }

    @Test
    void withoutFfmpegTheErrorNamesThePackageToInstall() throws Exception {
        CaptureSettings noFfmpeg = new CaptureSettings(
                "/nonexistent/ffmpeg",
                "/nonexistent/ffprobe",
                "libx264",
                Optional.empty(),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10));
        CaptureProblem problem = capture(noFfmpeg)
                .checkSource(TEST_PATTERN, Duration.ofSeconds(5))
                .orElseThrow();
        assertThat(problem.kind()).isEqualTo(Kind.NO_FFMPEG);
        assertThat(problem.reason()).contains("install the package ffmpeg");
        assertThatThrownBy(() ->
                        new FfmpegFinisher(noFfmpeg).finish(Files.writeString(raw(), "x".repeat(5000)), video()))
                .isInstanceOfSatisfying(
                        FinishException.class,
                        failed -> assertThat(failed.isPermanent()).isFalse());
    }

    @Test
    void aMissingCameraIsReported() throws Exception {
        CaptureSource camera = new CaptureSource.Camera(Path.of("/dev/video97"));
        assertThat(capture(settings).checkSource(camera, Duration.ofSeconds(5)))
                .hasValueSatisfying(
                        problem -> assertThat(problem.reason()).contains("the camera /dev/video97 does not exist"));
        CaptureSession session = start(camera, settings);
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.SOURCE_GONE);
        session.stop();
    }

    @Test
    void aFileCanBeRecordedAndInvalidVideosAreDetected() throws Exception {
        CaptureSession first = start(TEST_PATTERN, settings);
        await().until(() -> first.elapsed().toSeconds() >= 4 && first.bytes() > 20_000);
        first.stop();
        finisher.finish(raw(), video());
        CaptureSession second =
                capture(settings).start(new CaptureSource.MediaFile(video()), folder.resolve("second.mkv"));
        await().until(() -> second.bytes() > 1000 && second.elapsed().toSeconds() >= 3);
        second.stop();
        assertThat(second.problem()).isEmpty();

        assertThat(quality(Files.writeString(folder.resolve("tiny.mp4"), "tiny")))
                .isEqualTo(VideoQuality.TOO_SMALL);
        assertThat(quality(Files.writeString(folder.resolve("text.mp4"), "text ".repeat(1000))))
                .isIn(VideoQuality.CORRUPTED, VideoQuality.INVALID_FORMAT);
        Path truncated = Files.copy(video(), folder.resolve("truncated.mp4"));
        try (FileChannel channel = FileChannel.open(truncated, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() * 2 / 3);
        }
        assertThat(quality(truncated)).isEqualTo(VideoQuality.CORRUPTED);
        assertThatThrownBy(() -> finisher.finish(folder.resolve("text.mp4"), folder.resolve("never.mp4")))
                .isInstanceOfSatisfying(
                        FinishException.class,
                        failed -> assertThat(failed.isPermanent()).isTrue());
        assertThat(folder.resolve("never.mp4")).doesNotExist();
    }

    private VideoQuality quality(Path video) throws FinishException, InterruptedException {
        return finisher.probe(video).quality();
    }

    private CaptureSession start(CaptureSource source, CaptureSettings captureSettings) throws Exception {
        return capture(captureSettings).start(source, raw());
    }

    private Capture capture(CaptureSettings captureSettings) throws IOException {
        return new FfmpegCapture(captureSettings, Clock.system(), folder.resolve("state"));
    }

    /** The PID in the only PID file. */
    private long ffmpegPid() throws IOException {
        try (Stream<Path> pidFiles = Files.list(folder.resolve("state/ffmpeg"))) {
            return Long.parseLong(
                    pidFiles.findFirst().orElseThrow().getFileName().toString());
        }
    }

    private static boolean isGone(long pid) {
        return ProcessStat.read(Path.of("/proc"), pid)
                .filter(process -> !process.hasExited())
                .isEmpty();
    }

    private static boolean run(String... command) throws InterruptedException {
        return Subprocess.run(List.of(command), STATE_TIMEOUT, 1000) instanceof Subprocess.Exited result
                && result.succeeded();
    }

    private Path raw() {
        return folder.resolve("raw.mkv");
    }

    private Path video() {
        return folder.resolve("video.mp4");
    }
}
