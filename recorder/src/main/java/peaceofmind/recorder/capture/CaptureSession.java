package peaceofmind.recorder.capture;

import java.time.Duration;
import java.util.Optional;

/** A recording that runs. What it tells never waits for the disk. */
public interface CaptureSession {

    /** Size of the raw file when it was last looked at. */
    long bytes();

    /** Monotonic time since the start. */
    Duration elapsed();

    /** What has gone wrong, once something has; it does not go right again in this session. */
    Optional<CaptureProblem> problem();

    /**
     * Ends the recording; its raw file is complete and on the disk afterwards, or {@link #problem} says that it is not. Returns within
     * the settings' grace and two seconds, also when the disk hangs.
     */
    void stop() throws InterruptedException;

    /** Ends it at once. */
    void kill();
}
