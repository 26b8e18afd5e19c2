package peaceofmind.recorder.capture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Makes raw recordings of a source. */
public interface Capture {

    /**
     * Begins to record.
     *
     * @param rawFile a new file, in a container that is playable up to its last second wherever it is cut off
     */
    CaptureSession start(CaptureSource source, Path rawFile) throws CaptureException, InterruptedException;

    /** Why the source could not be recorded now; empty when it could, as far as can be told without recording. */
    Optional<CaptureProblem> checkSource(CaptureSource source, Duration timeout) throws InterruptedException;
}
