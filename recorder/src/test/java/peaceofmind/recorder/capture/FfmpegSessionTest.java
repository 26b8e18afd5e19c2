// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

/** What a recording reports when its disk, its camera or ffmpeg fails. A hanging disk hangs beyond the end of each test. */
@Timeout(300)
class FfmpegSessionTest {

    private static final CaptureSource CAMERA = new CaptureSource.Camera(Path.of("/dev/video0"));
    private static final CaptureSource TEST_PATTERN = new CaptureSource.TestPattern(64, 64, 5);
    private static final String GROWING_SCRIPT = "while :; do echo picture >> raw.mkv; sleep 0.05; done";

    /** For what never happens in the test: a busy machine runs a script late, which must not look like a stall. */
    private static final Duration LONG_STALL = Duration.ofHours(1);

    private static final Duration SHORT_STALL = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final CountDownLatch diskReleased = new CountDownLatch(1);

    @AfterEach
    void releaseDisk() {
        diskReleased.countDown();
    }

    @Test
    void aDiskThatHangsIsReportedWhileTheRecordingStillGrows() throws Exception {
        Files.writeString(folder.resolve("raw.mkv"), "picture\n".repeat(3));
        CaptureSession session = start(TEST_PATTERN, GROWING_SCRIPT, hangingOnForce(), SHORT_STALL);
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DISK_BROKEN);
        assertThat(session.problem().orElseThrow().reason()).contains("the disk hangs", "raw.mkv");
        assertThat(session.bytes()).as("read despite the hanging sync").isGreaterThan(16);
        session.stop();
    }

    @Test
    void aDiskThatDoesNotEvenReturnASizeIsReportedAsHanging() throws Exception {
        CaptureSession session = start(
                TEST_PATTERN,
                GROWING_SCRIPT,
                new FakeDiskIo() {
                    @Override
                    public long size(Path file) throws IOException {
                        blockUntilReleased();
                        return 0;
                    }
                },
                SHORT_STALL);
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DISK_BROKEN);
        session.stop();
    }

    @Test
    void ffmpegsExitIsReportedEvenWhileTheDiskHangs() throws Exception {
        CaptureSession session = start(TEST_PATTERN, "echo picture > raw.mkv; exit 3", hangingOnForce(), LONG_STALL);
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DIED);
        session.stop();
    }

    @Test
    void aStopOnAHangingDiskReportsThatTheEndIsNotSafe() throws Exception {
        CaptureSession session = start(TEST_PATTERN, GROWING_SCRIPT, hangingOnForce(), LONG_STALL);
        await().until(() -> session.bytes() > 0);
        session.stop();
        assertThat(session.problem())
                .hasValueSatisfying(problem -> assertThat(problem.reason()).contains("the disk hangs"));
    }

    @Test
    void aDiskErrorIsReportedAtOnce() throws Exception {
        CaptureSession session = start(TEST_PATTERN, GROWING_SCRIPT, failing("Input/output error"), LONG_STALL);
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DISK_BROKEN);
        assertThat(session.problem().orElseThrow().reason()).contains("Input/output error", "may be lost");
        session.stop();
    }

    @Test
    void aDiskErrorForLackOfSpaceMeansFull() throws Exception {
        CaptureSession session = start(TEST_PATTERN, GROWING_SCRIPT, failing("No space left on device"), LONG_STALL);
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DISK_FULL);
        session.stop();
    }

    @Test
    void aCameraUnpluggedDuringARecordingIsGone() throws Exception {
        CaptureSession session = start(
                CAMERA,
                "for n in 1 2 3 4 5; do echo picture >> raw.mkv; sleep 0.2; done;"
                        + " echo '[video4linux2,v4l2 @ 0x55] ioctl(VIDIOC_DQBUF): No such device' >&2;"
                        + " echo '/dev/video0: No such device' >&2; exit 1",
                new FakeDiskIo(),
                LONG_STALL);
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.SOURCE_GONE);
        assertThat(session.bytes()).isEqualTo(5L * "picture\n".length());
        session.stop();
    }

    @Test
    void aCameraThatStopsDeliveringIsARecordingThatDoesNotGrow() throws Exception {
        CaptureSession session = start(
                CAMERA,
                "for n in 1 2 3 4 5; do echo picture >> raw.mkv; sleep 0.2; done; exec sleep 1000",
                new FakeDiskIo(),
                // Longer than a busy machine needs for the five pictures.
                Duration.ofSeconds(5));
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.NO_GROWTH);
        session.stop();
    }

    @Test
    void aCameraThatNeverDeliversAPictureIsReportedAsGone() throws Exception {
        CaptureSession session = start(CAMERA, "echo header > raw.mkv; exec sleep 1000", new FakeDiskIo(), SHORT_STALL);
        await().until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.SOURCE_GONE);
        assertThat(session.problem().orElseThrow().reason()).contains("has delivered no picture");
        session.stop();
    }

    private CaptureSession start(CaptureSource source, String script, RawFile.DiskIo disk, Duration stallTimeout)
            throws IOException {
        Process process = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .start();
        return FfmpegSession.start(
                source,
                new SessionSound(
                        source instanceof CaptureSource.NetworkCamera ? new SoundSource.Own() : new SoundSource.None(),
                        true),
                new RawFile(folder.resolve("raw.mkv"), disk),
                process,
                FakeFfmpeg.settings("ffmpeg", "ffprobe", stallTimeout),
                Clock.system(),
                new FfmpegPidFiles(folder));
    }

    private FakeDiskIo hangingOnForce() {
        return new FakeDiskIo() {
            @Override
            public void force(Path file) throws IOException {
                blockUntilReleased();
            }
        };
    }

    private FakeDiskIo failing(String reason) {
        return new FakeDiskIo() {
            @Override
            public void force(Path file) throws IOException {
                throw new IOException(reason);
            }
        };
    }

    private class FakeDiskIo implements RawFile.DiskIo {

        @Override
        public long size(Path file) throws IOException {
            return Files.size(file);
        }

        @Override
        public void force(Path file) throws IOException {
            // Durable at once.
        }

        final void blockUntilReleased() throws IOException {
            try {
                diskReleased.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
        }
    }
}
