package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.CaptureProblem.Kind;

/** What a recording tells while its disk, its camera or its ffmpeg fails. */
class FfmpegSessionTest {

    private static final CaptureSource CAMERA = new CaptureSource.Camera(Path.of("/dev/video0"));
    private static final CaptureSource TEST = new CaptureSource.TestPicture(64, 64, 5);
    private static final String GROWS = "while :; do echo picture >> raw.mkv; sleep 0.05; done";
    private static final Duration SOON = Duration.ofSeconds(4);

    @TempDir
    private Path folder;

    private final CountDownLatch hang = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        hang.countDown();
    }

    @Test
    void aDiskThatHangsIsToldWhileTheRecordingStillGrows() throws Exception {
        CaptureSession session = begin(TEST, GROWS, hangingAtForce());
        await().atMost(SOON).until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DISK_BROKEN);
        assertThat(session.problem().orElseThrow().reason()).contains("the disk hangs", "raw.mkv");
        assertThat(session.bytes()).as("looked at beside the disk").isGreaterThan(16);
        assertThatItStopsInTime(session);
    }

    @Test
    void aDiskThatDoesNotEvenTellASizeIsToldAsHanging() throws Exception {
        CaptureSession session = begin(TEST, GROWS, new FakeDisk() {
            @Override
            public long size(Path file) throws IOException {
                waitForEver();
                return 0;
            }
        });
        await().atMost(SOON).until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DISK_BROKEN);
        assertThatItStopsInTime(session);
    }

    @Test
    void ffmpegsEndIsToldAlsoWhileTheDiskHangs() throws Exception {
        CaptureSession session = begin(TEST, "echo picture > raw.mkv; sleep 0.3; exit 3", hangingAtForce());
        await().atMost(Duration.ofMillis(900)).until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DIED);
        assertThatItStopsInTime(session);
    }

    @Test
    void aStopOnADiskThatHangsSaysThatTheEndIsNotSafe() throws Exception {
        CaptureSession session = begin(TEST, GROWS, hangingAtForce());
        await().atMost(SOON).until(() -> session.bytes() > 0);
        assertThatItStopsInTime(session);
        assertThat(session.problem())
                .hasValueSatisfying(problem -> assertThat(problem.reason()).contains("the disk hangs"));
    }

    @Test
    void aDiskThatRefusesIsToldAtOnce() throws Exception {
        CaptureSession session = begin(TEST, GROWS, refusing("Input/output error"));
        await().atMost(Duration.ofMillis(900)).until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DISK_BROKEN);
        assertThat(session.problem().orElseThrow().reason()).contains("Input/output error", "may be lost");
        session.stop();
    }

    @Test
    void aDiskThatRefusesForWantOfRoomIsFull() throws Exception {
        CaptureSession session = begin(TEST, GROWS, refusing("No space left on device"));
        await().atMost(SOON).until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.DISK_FULL);
        session.stop();
    }

    @Test
    void aCameraThatIsPulledOutInTheMidstIsGone() throws Exception {
        CaptureSession session = begin(
                CAMERA,
                "for n in 1 2 3 4 5; do echo picture >> raw.mkv; sleep 0.2; done;"
                        + " echo '[video4linux2,v4l2 @ 0x55] ioctl(VIDIOC_DQBUF): No such device' >&2;"
                        + " echo '/dev/video0: No such device' >&2; exit 1",
                new FakeDisk());
        await().atMost(SOON).until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.SOURCE_GONE);
        assertThat(session.bytes()).isEqualTo(5L * "picture\n".length());
        session.stop();
    }

    @Test
    void aCameraThatFallsSilentInTheMidstIsARecordingThatDoesNotGrow() throws Exception {
        CaptureSession session = begin(
                CAMERA,
                "for n in 1 2 3 4 5; do echo picture >> raw.mkv; sleep 0.2; done; exec sleep 100",
                new FakeDisk());
        await().atMost(SOON).until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.NO_GROWTH);
        session.stop();
    }

    @Test
    void aCameraThatNeverGivesAPictureIsToBlame() throws Exception {
        CaptureSession session = begin(CAMERA, "echo header > raw.mkv; exec sleep 100", new FakeDisk());
        await().atMost(SOON).until(() -> session.problem().isPresent());
        assertThat(session.problem().orElseThrow().kind()).isEqualTo(Kind.SOURCE_GONE);
        assertThat(session.problem().orElseThrow().reason()).contains("has given no picture");
        session.stop();
    }

    private CaptureSession begin(CaptureSource source, String does, RawFile.Disk disk) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", does)
                .directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return FfmpegSession.begin(
                source,
                new RawFile(folder.resolve("raw.mkv"), disk),
                process,
                StandIn.settings("ffmpeg", "ffprobe"),
                Clock.system(),
                new LeftoverProcesses(folder));
    }

    /** The grace is a second. */
    private static void assertThatItStopsInTime(CaptureSession session) throws InterruptedException {
        long begun = System.nanoTime();
        session.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(3500));
    }

    private FakeDisk hangingAtForce() {
        return new FakeDisk() {
            @Override
            public void force(Path file) throws IOException {
                waitForEver();
            }
        };
    }

    private FakeDisk refusing(String why) {
        return new FakeDisk() {
            @Override
            public void force(Path file) throws IOException {
                throw new IOException(why);
            }
        };
    }

    private class FakeDisk implements RawFile.Disk {

        @Override
        public long size(Path file) throws IOException {
            return Files.size(file);
        }

        @Override
        public void force(Path file) throws IOException {
            // It is there at once.
        }

        final void waitForEver() throws IOException {
            try {
                hang.await();
            } catch (InterruptedException ending) {
                throw new IOException(ending);
            }
        }
    }
}
