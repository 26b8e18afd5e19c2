// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.recorder.capture.CaptureSession;

/**
 * The slow part of the recorder's work, outside the main loop. What records is called on one thread, what makes and removes videos on
 * another: {@link #open}, {@link #startRecording}, {@link #stopRecording} and {@link #checkSource} never wait for the others.
 */
public interface RecordingBackend {

    /** A running recording. */
    record ActiveRecording(CaptureSession session, Path rawFile) {}

    /**
     * The result of a clean-up.
     *
     * @param summary for the log; empty when nothing was done
     * @param complete false when something failed and should be retried within minutes
     */
    record CleanUpResult(Optional<String> summary, boolean complete) {}

    /**
     * Opens and repairs the storage.
     *
     * @return a summary for the log
     * @throws RecordingException when the storage can't be used; may be retried
     */
    String open() throws RecordingException, InterruptedException;

    /** Whether the source can be recorded twice at the same time, which leaves no gap between two recordings. Never blocks. */
    boolean canOverlap();

    /** Starts a recording; its session says when it has a picture. */
    ActiveRecording startRecording() throws RecordingException, InterruptedException;

    /** Stops a recording within seconds; returns what went wrong only then, for the log. */
    Optional<String> stopRecording(ActiveRecording recording) throws InterruptedException;

    /**
     * Makes a video of a stopped recording.
     *
     * @return a summary for the log
     * @throws RecordingException when that failed; the raw recording is kept
     */
    String finishRecording(ActiveRecording recording) throws RecordingException, InterruptedException;

    /** Why the source can't be recorded; empty when it can. */
    Optional<String> checkSource(Duration timeout) throws InterruptedException;

    /** Removes expired videos, and makes videos of recordings that a crash, a power cut or an error left behind. */
    CleanUpResult cleanUp() throws RecordingException, InterruptedException;

    /** Whether a clean-up is needed now, before the next regular one; never blocks. */
    boolean isCleanUpDue();

    /** Increments the persistent error counter. */
    void countError() throws RecordingException;
}
