package peaceofmind.recorder.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import peaceofmind.recorder.capture.CaptureProblem;
import peaceofmind.recorder.capture.CaptureSession;

/** A studio without ffmpeg: what goes wrong is set by the test. */
final class FakeStudio implements Studio {

    final Deque<String> openFailures = new ArrayDeque<>();
    Optional<String> beginFailure = Optional.empty();
    Optional<String> finishFailure = Optional.empty();
    Optional<String> obstacle = Optional.empty();
    Optional<CaptureProblem> captureProblem = Optional.empty();
    int begun;
    int finished;
    int cleanUps;
    int errors;

    @Override
    public String open() throws StudioException {
        String failure = openFailures.poll();
        if (failure != null) {
            throw new StudioException(failure);
        }
        return "storage in order";
    }

    @Override
    public Take begin() throws StudioException {
        if (beginFailure.isPresent()) {
            throw new StudioException(beginFailure.get());
        }
        begun++;
        captureProblem = Optional.empty();
        return new Take(new FakeSession(), Path.of("/videos/recording/take-" + begun + ".mkv"));
    }

    @Override
    public String finish(Take take) throws StudioException {
        finished++;
        if (finishFailure.isPresent()) {
            throw new StudioException(finishFailure.get());
        }
        return "a video";
    }

    @Override
    public Optional<String> obstacle(Duration limit) {
        return obstacle;
    }

    @Override
    public Optional<String> cleanUp() {
        cleanUps++;
        return Optional.empty();
    }

    @Override
    public void countError() {
        errors++;
    }

    private final class FakeSession implements CaptureSession {

        @Override
        public long bytes() {
            return 1234;
        }

        @Override
        public Duration elapsed() {
            return Duration.ZERO;
        }

        @Override
        public Optional<CaptureProblem> problem() {
            return captureProblem;
        }

        @Override
        public void stop() {}

        @Override
        public void abandon() {}
    }
}
