// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import peaceofmind.recorder.capture.CaptureFigures;
import peaceofmind.recorder.capture.CaptureProblem;
import peaceofmind.recorder.capture.CaptureSession;
import peaceofmind.recorder.capture.LatestPicture;

/** A backend without ffmpeg, whose failures the test sets. */
final class FakeRecordingBackend implements RecordingBackend {

    final Deque<String> openFailures = new ArrayDeque<>();
    Optional<String> startFailure = Optional.empty();
    Optional<String> finishFailure = Optional.empty();
    Optional<String> sourceProblem = Optional.empty();
    Optional<CaptureProblem> captureProblem = Optional.empty();
    boolean cleanUpComplete = true;
    boolean pictures = true;
    boolean overlap;

    /** What the next sessions report instead of a picture, one each. */
    final Deque<String> firstProblems = new ArrayDeque<>();

    /** What was started and stopped, in order. */
    final List<String> actions = new ArrayList<>();

    int startedCount;
    int stoppedCount;
    int finishedCount;
    int cleanUpCount;
    int errorCount;

    @Override
    public String open() throws RecordingException {
        String failure = openFailures.poll();
        if (failure != null) {
            throw new RecordingException(failure);
        }
        return "storage in order";
    }

    @Override
    public boolean canOverlap() {
        return overlap;
    }

    @Override
    public ActiveRecording startRecording() throws RecordingException {
        if (startFailure.isPresent()) {
            throw new RecordingException(startFailure.get());
        }
        startedCount++;
        actions.add("start " + startedCount);
        captureProblem = Optional.empty();
        return new ActiveRecording(new FakeSession(), Path.of("/videos/recording/recording-" + startedCount + ".mkv"));
    }

    @Override
    public Optional<String> stopRecording(ActiveRecording recording) {
        stoppedCount++;
        actions.add("stop " + recording.rawFile().toString().replaceAll("\\D", ""));
        return Optional.empty();
    }

    @Override
    public String finishRecording(ActiveRecording recording) throws RecordingException {
        finishedCount++;
        if (finishFailure.isPresent()) {
            throw new RecordingException(finishFailure.get());
        }
        return "a video";
    }

    @Override
    public Optional<String> checkSource(Duration timeout) {
        return sourceProblem;
    }

    @Override
    public CleanUpResult cleanUp() {
        cleanUpCount++;
        return new CleanUpResult(Optional.empty(), cleanUpComplete);
    }

    @Override
    public boolean isCleanUpDue() {
        return false;
    }

    @Override
    public void countError() {
        errorCount++;
    }

    private final class FakeSession implements CaptureSession {

        private final Optional<CaptureProblem> ownProblem = firstProblems.isEmpty()
                ? Optional.empty()
                : Optional.of(new CaptureProblem(CaptureProblem.Kind.SOURCE_GONE, firstProblems.removeFirst()));

        @Override
        public long bytes() {
            return 1234;
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
            return ownProblem.or(() -> captureProblem);
        }

        @Override
        public boolean hasPicture() {
            return pictures;
        }

        @Override
        public Optional<String> soundProblem() {
            return Optional.empty();
        }

        @Override
        public void stop() {}

        @Override
        public void kill() {}
    }
}
