// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Makes raw recordings of a source. */
public interface Capture {

    /**
     * Starts recording.
     *
     * @param rawFile a new file, in a container format that remains playable when it is truncated
     */
    CaptureSession start(CaptureSource source, Path rawFile) throws CaptureException, InterruptedException;

    /** Why the source can't be recorded; empty when it can, as far as can be determined without recording. */
    Optional<CaptureProblem> checkSource(CaptureSource source, Duration timeout) throws InterruptedException;
}
