// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.recorder.capture.Capture;
import peaceofmind.recorder.capture.CaptureFigures;
import peaceofmind.recorder.capture.CaptureProblem;
import peaceofmind.recorder.capture.CaptureProblem.Kind;
import peaceofmind.recorder.capture.CaptureSession;
import peaceofmind.recorder.capture.CaptureSource;
import peaceofmind.recorder.capture.FinishException;
import peaceofmind.recorder.capture.Finisher;
import peaceofmind.recorder.capture.LatestPicture;
import peaceofmind.recorder.capture.VideoFacts;
import peaceofmind.recorder.capture.VideoQuality;
import peaceofmind.recorder.service.RecordingBackend.ActiveRecording;
import peaceofmind.recorder.service.RecordingException;
import peaceofmind.recorder.storage.ActiveRecordings;
import peaceofmind.recorder.storage.CorruptedCleanUp;
import peaceofmind.recorder.storage.Counter;
import peaceofmind.recorder.storage.FakeFreeSpace;
import peaceofmind.recorder.storage.StorageException;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.TestVideoStores;
import peaceofmind.recorder.storage.VideoStore;
import peaceofmind.testkit.FakeClock;

class FfmpegRecordingBackendTest {

    private static final CaptureSource CAMERA =
            CaptureSource.parse("rtsp://camera/live").orElseThrow();

    @TempDir
    private Path folder;

    private final Deque<String> listenerFailures = new ArrayDeque<>();
    private final FakeCapture capture = new FakeCapture();
    private long free = 10_000;
    private final ActiveRecordings activeRecordings = new ActiveRecordings();
    private final FakeClock clock = new FakeClock();

    @Test
    void aFailedOpenLeavesNothingOpenAndCountsOneStart() throws Exception {
        listenerFailures.add("the first time");
        listenerFailures.add("the second time");
        try (FfmpegRecordingBackend backend = backend()) {
            for (int n = 0; n < 2; n++) {
                assertThatThrownBy(backend::open)
                        .isInstanceOf(RecordingException.class)
                        .hasMessageContaining("time");
                assertThat(backend.storeIfOpen()).isEmpty();
                assertThat(openFileCount()).isZero();
            }
            backend.open();
            VideoStore store = backend.storeIfOpen().orElseThrow();
            assertThat(store.counter(Counter.RESTARTS)).isEqualTo(1);
        }
        assertThat(openFileCount()).isZero();
    }

    @Test
    void aCameraIsConnectedOnceItsRecordingGrowsAndNotWhenItIsReachable() throws Exception {
        try (FfmpegRecordingBackend backend = backend()) {
            backend.open();
            ActiveRecording recording = backend.startRecording();
            assertThat(backend.cameraConnected()).isEmpty();
            capture.problem = Optional.of(new CaptureProblem(Kind.SOURCE_GONE, "it rejects the user or password"));
            backend.stopRecording(recording);
            assertThat(backend.checkSource(Duration.ofSeconds(1))).isEmpty();
            assertThat(backend.cameraConnected()).contains(false);
            capture.problem = Optional.empty();
            backend.startRecording();
            assertThat(backend.cameraConnected()).contains(false);
            capture.bytes = 500;
            assertThat(backend.cameraConnected()).contains(false);
            capture.bytes = 5000;
            assertThat(backend.cameraConnected()).contains(true);
        }
    }

    @Test
    void aRecordingWhoseEndIsNotOnTheDiskIsReported() throws Exception {
        try (FfmpegRecordingBackend backend = backend()) {
            backend.open();
            ActiveRecording recording = backend.startRecording();
            capture.problemAtStop = Optional.of(new CaptureProblem(Kind.DISK_BROKEN, "the disk hangs"));
            assertThat(backend.stopRecording(recording)).contains("the disk hangs");
        }
    }

    @Test
    void uploadedVideosAreRemovedBeforeRecordingHasToBeRefusedAndOthersNever() throws Exception {
        Path uploaded = Files.createDirectories(folder.resolve("storage/uploaded"));
        Path pending = Files.createDirectories(folder.resolve("storage/pending"));
        Path first = Files.write(uploaded.resolve("a.mp4"), new byte[2000]);
        Path second = Files.write(uploaded.resolve("b.mp4"), new byte[2000]);
        Path waiting = Files.write(pending.resolve("c.mp4"), new byte[2000]);
        try (FfmpegRecordingBackend backend = backend(new FullDiskFinisher(folder.resolve("none")))) {
            backend.open();
            backend.cleanUp();
            assertThat(first).exists();
            free = 49;
            assertThat(backend.cleanUp().summary().orElseThrow()).contains("removed a.mp4 before its time");
            assertThat(first).doesNotExist();
            assertThat(second).as("the fake disk stays full").doesNotExist();
            assertThat(waiting).exists();
        }
    }

    @Test
    void aCleanUpLeavesTheRunningRecordingAlone() throws Exception {
        try (FfmpegRecordingBackend backend = backend(new FullDiskFinisher(folder.resolve("none")))) {
            backend.open();
            ActiveRecording recording = backend.startRecording();
            Files.write(recording.rawFile(), new byte[2000]);
            Path leftover = Files.write(folder.resolve("storage/recording/leftover.mkv"), new byte[2000]);
            assertThat(activeRecordings.isEmpty()).isFalse();
            backend.cleanUp();
            assertThat(recording.rawFile()).exists();
            assertThat(leftover).doesNotExist();
            backend.stopRecording(recording);
            assertThat(activeRecordings.isEmpty()).isTrue();
            assertThat(backend.finishRecording(recording)).contains("5 s");
            assertThat(recording.rawFile()).doesNotExist();
        }
    }

    @Test
    void aCleanUpFreesSpaceBeforeItSalvages() throws Exception {
        Path expired =
                Files.createDirectories(folder.resolve("storage/uploaded")).resolve("old.mp4");
        Files.write(expired, new byte[2000]);
        try (FfmpegRecordingBackend backend = backend(new FullDiskFinisher(expired))) {
            backend.open();
            // Adopts the old video, which has no row yet.
            backend.cleanUp();
            Path rawFile = Files.write(folder.resolve("storage/recording/leftover.mkv"), new byte[2000]);
            clock.advance(Duration.ofDays(2));
            assertThat(backend.cleanUp().summary().orElseThrow()).contains("removed old.mp4", "leftover.mp4");
            assertThat(rawFile).doesNotExist();
        }
    }

    private FfmpegRecordingBackend backend() {
        return backend(new UnavailableFinisher());
    }

    private FfmpegRecordingBackend backend(Finisher finisher) {
        return new FfmpegRecordingBackend(
                CAMERA,
                capture,
                finisher,
                new StorageFolders(folder.resolve("storage")),
                TestVideoStores.retention(Duration.ofDays(1), 10),
                new CorruptedCleanUp.Retention(Duration.ofDays(30), 1_000_000),
                FakeFreeSpace.limits(() -> new FakeFreeSpace.Free(free)),
                activeRecordings,
                clock,
                _ -> {
                    String failure = listenerFailures.poll();
                    if (failure != null) {
                        throw new StorageException(failure);
                    }
                });
    }

    /** Number of files below the test's folder that this process has open. */
    private long openFileCount() throws IOException {
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
                public boolean hasPicture() {
                    return bytes > 0;
                }

                @Override
                public Optional<LatestPicture> latestPicture() {
                    return Optional.empty();
                }

                @Override
                public CaptureFigures figures() {
                    return CaptureFigures.UNKNOWN;
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
                public Optional<String> soundProblem() {
                    return Optional.empty();
                }

                @Override
                public void stop() {
                    problem = problem.or(() -> problemAtStop);
                }

                @Override
                public void kill() {}
            };
        }

        @Override
        public Optional<CaptureProblem> checkSource(CaptureSource source, Duration timeout) {
            return Optional.empty();
        }
    }

    /** Fails every attempt, as without ffmpeg. */
    private static final class UnavailableFinisher implements Finisher {

        @Override
        public VideoFacts finish(Path rawFile, Path target) throws FinishException {
            throw FinishException.retryable("there is no ffmpeg here");
        }

        @Override
        public VideoFacts probe(Path video) throws FinishException {
            throw FinishException.retryable("there is no ffprobe here");
        }
    }

    /** Has no space for a video until {@code blocker} is deleted. */
    private record FullDiskFinisher(Path blocker) implements Finisher {
        @Override
        public VideoFacts finish(Path rawFile, Path target) throws FinishException {
            if (Files.exists(blocker)) {
                throw FinishException.retryable("No space left on device");
            }
            try {
                Files.copy(rawFile, target);
            } catch (IOException failure) {
                throw FinishException.retryable(ErrorText.of(failure));
            }
            return probe(target);
        }

        @Override
        public VideoFacts probe(Path video) {
            return new VideoFacts(2000, Optional.of(Duration.ofSeconds(5)), VideoQuality.VALID, Optional.empty());
        }
    }
}
