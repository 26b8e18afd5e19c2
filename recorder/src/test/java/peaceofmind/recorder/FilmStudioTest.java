package peaceofmind.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.recorder.capture.Capture;
import peaceofmind.recorder.capture.CaptureProblem;
import peaceofmind.recorder.capture.CaptureProblem.Kind;
import peaceofmind.recorder.capture.CaptureSession;
import peaceofmind.recorder.capture.CaptureSource;
import peaceofmind.recorder.capture.FinishException;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.capture.VideoFacts;
import peaceofmind.recorder.capture.VideoQuality;
import peaceofmind.recorder.service.Studio.Take;
import peaceofmind.recorder.service.StudioException;
import peaceofmind.recorder.storage.Counter;
import peaceofmind.recorder.storage.RetentionPolicy;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.testkit.FakeClock;

class FilmStudioTest {

    private static final CaptureSource CAMERA =
            CaptureSource.parse("rtsp://camera/live").orElseThrow();

    @TempDir
    private Path folder;

    private final Deque<String> listenerFailures = new ArrayDeque<>();
    private final FakeCapture capture = new FakeCapture();
    private final FakeClock clock = new FakeClock();

    @Test
    void anOpeningThatFailsHalfwayLeavesNothingOpenAndCountsOneStart() throws Exception {
        listenerFailures.add("the first time");
        listenerFailures.add("the second time");
        try (FilmStudio studio = studio()) {
            for (int n = 0; n < 2; n++) {
                assertThatThrownBy(studio::open)
                        .isInstanceOf(StudioException.class)
                        .hasMessageContaining("time");
                assertThat(studio.openStore()).isEmpty();
                assertThat(openDatabases()).isZero();
            }
            studio.open();
            VideoStore store = studio.openStore().orElseThrow();
            assertThat(store.counter(Counter.RESTARTS)).isEqualTo(1);
        }
        assertThat(openDatabases()).isZero();
    }

    @Test
    void aCameraIsConnectedOnceItsRecordingGrowsAndNotWhenItsAddressAnswers() throws Exception {
        try (FilmStudio studio = studio()) {
            studio.open();
            Take take = studio.begin();
            assertThat(studio.cameraConnected()).isEmpty();
            capture.problem = Optional.of(new CaptureProblem(Kind.SOURCE_GONE, "it refuses the user and password"));
            studio.finish(take);
            assertThat(studio.obstacle(Duration.ofSeconds(1))).isEmpty();
            assertThat(studio.cameraConnected()).contains(false);
            capture.problem = Optional.empty();
            studio.begin();
            assertThat(studio.cameraConnected()).contains(false);
            capture.bytes = 500;
            assertThat(studio.cameraConnected()).contains(false);
            capture.bytes = 5000;
            assertThat(studio.cameraConnected()).contains(true);
        }
    }

    @Test
    void anEndThatDidNotReachTheDiskIsToldWithTheVideo() throws Exception {
        try (FilmStudio studio = studio()) {
            studio.open();
            Take take = studio.begin();
            capture.problemAtStop = Optional.of(new CaptureProblem(Kind.DISK_BROKEN, "the disk hangs"));
            assertThat(studio.finish(take)).contains("the disk hangs");
        }
    }

    @Test
    void aCleanUpMakesRoomBeforeItSalvages() throws Exception {
        Path old = Files.createDirectories(folder.resolve("storage/uploaded")).resolve("old.mp4");
        Files.write(old, new byte[2000]);
        try (FilmStudio studio = studio(new FullDisk(old))) {
            studio.open();
            Path raw = Files.write(folder.resolve("storage/recording/kept.mkv"), new byte[2000]);
            clock.advance(Duration.ofDays(2));
            assertThat(studio.cleanUp().orElseThrow()).contains("removed old.mp4", "kept.mp4");
            assertThat(raw).doesNotExist();
        }
    }

    private FilmStudio studio() {
        return studio(new NoFinisher());
    }

    private FilmStudio studio(Finisher finisher) {
        return new FilmStudio(
                CAMERA,
                capture,
                finisher,
                new StorageFolders(folder.resolve("storage")),
                new RetentionPolicy(Duration.ofDays(1), 10),
                clock,
                _ -> {
                    String failure = listenerFailures.poll();
                    if (failure != null) {
                        throw new StorageException(failure);
                    }
                });
    }

    /** How many files below the test's folder this process holds open. */
    private long openDatabases() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(file -> {
                        try {
                            return Files.readSymbolicLink(file).startsWith(folder);
                        } catch (IOException closedMeanwhile) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    private static final class FakeCapture implements Capture {

        private long bytes;
        private Optional<CaptureProblem> problem = Optional.empty();
        private Optional<CaptureProblem> problemAtStop = Optional.empty();

        @Override
        public CaptureSession start(CaptureSource source, Path rawFile) {
            return new CaptureSession() {
                @Override
                public long bytes() {
                    return bytes;
                }

                @Override
                public Duration elapsed() {
                    return Duration.ZERO;
                }

                @Override
                public Optional<CaptureProblem> problem() {
                    return problem;
                }

                @Override
                public void stop() {
                    problem = problem.or(() -> problemAtStop);
                }

                @Override
                public void abandon() {}
            };
        }

        @Override
        public Optional<CaptureProblem> checkSource(CaptureSource source, Duration limit) {
            return Optional.empty();
        }
    }

    /** Nothing is recorded here that could be finished. */
    private static final class NoFinisher implements Finisher {

        @Override
        public VideoFacts finish(Path raw, Path target) throws FinishException {
            throw FinishException.hindered("there is no ffmpeg here");
        }

        @Override
        public VideoFacts probe(Path video) throws FinishException {
            throw FinishException.hindered("there is no ffprobe here");
        }
    }

    /** Has room for a video once another one is gone. */
    private record FullDisk(Path other) implements Finisher {
        @Override
        public VideoFacts finish(Path raw, Path target) throws FinishException {
            if (Files.exists(other)) {
                throw FinishException.hindered("No space left on device");
            }
            try {
                Files.copy(raw, target);
            } catch (IOException refused) {
                throw FinishException.hindered(refused.toString());
            }
            return probe(target);
        }

        @Override
        public VideoFacts probe(Path video) {
            return new VideoFacts(2000, Optional.of(Duration.ofSeconds(5)), VideoQuality.VALID, Optional.empty());
        }
    }
}
