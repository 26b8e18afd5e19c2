package peaceofmind.recorder.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.recorder.capture.CaptureSession;

/** The slow part of the recorder's work. Every method can take seconds; they are called outside the main loop, one at a time. */
public interface RecordingBackend {

    /** A running recording. */
    record ActiveRecording(CaptureSession session, Path rawFile) {}

    /**
     * Opens and repairs the storage, and makes videos of recordings that a crash or power cut left behind.
     *
     * @return a summary for the log
     * @throws RecordingException when the storage can't be used; may be retried
     */
    String open() throws RecordingException, InterruptedException;

    /** Starts a recording. */
    ActiveRecording startRecording() throws RecordingException, InterruptedException;

    /**
     * Stops a recording and makes a video of it.
     *
     * @return a summary for the log
     * @throws RecordingException when that failed; the raw recording is kept
     */
    String finishRecording(ActiveRecording recording) throws RecordingException, InterruptedException;

    /** Why the source can't be recorded; empty when it can. */
    Optional<String> checkSource(Duration timeout) throws InterruptedException;

    /**
     * Removes expired videos, and makes videos of recordings that could not be finished before. Only while nothing is being recorded.
     *
     * @return a summary for the log; empty when nothing was done
     */
    Optional<String> cleanUp() throws RecordingException, InterruptedException;

    /** Increments the persistent error counter. */
    void countError() throws RecordingException;
}
