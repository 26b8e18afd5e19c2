// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.time.Duration;
import java.util.Optional;

/** A running recording. The getters never wait for the disk. */
public interface CaptureSession {

    /** Size of the raw file in bytes when it was last read. */
    long bytes();

    /** Whether at least one picture is in the raw file. */
    boolean hasPicture();

    /** Where the latest picture that can be decoded on its own is in the raw file; empty until there is one. */
    Optional<LatestPicture> latestPicture();

    /** What the recording process reports of its progress. */
    CaptureFigures figures();

    /** Monotonic time since the start. */
    Duration elapsed();

    /** What has gone wrong. A session never recovers from a problem. */
    Optional<CaptureProblem> problem();

    /** Why there is no sound now, although there should be some; the pictures are recorded all the same. */
    Optional<String> soundProblem();

    /**
     * Stops the recording. Afterwards the raw file is complete and on the disk, or {@link #problem} says why not. Returns within the
     * settings' grace period plus two seconds, even when the disk hangs.
     */
    void stop() throws InterruptedException;

    /** Kills the recording process. */
    void kill();
}
