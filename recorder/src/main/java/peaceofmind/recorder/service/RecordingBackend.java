package peaceofmind.recorder.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.recorder.capture.CaptureSession;

/** The slow part of the recorder's work: everything in it may take seconds, and is called beside the main loop, one at a time. */
public interface RecordingBackend {

    /** A recording that runs. */
    record ActiveRecording(CaptureSession session, Path rawFile) {}

    /**
     * Opens the storage, repairs it, and makes videos of recordings that a crash or power cut left.
     *
     * @return what was found, in words
     * @throws RecordingException when there is nothing to record to; may be tried again
     */
    String open() throws RecordingException, InterruptedException;

    /** Begins a recording. */
    ActiveRecording startRecording() throws RecordingException, InterruptedException;

    /**
     * Ends a recording and makes a video of it.
     *
     * @return what became of it, in words
     * @throws RecordingException when it could not be made a video; the raw recording is kept
     */
    String finishRecording(ActiveRecording recording) throws RecordingException, InterruptedException;

    /** Why nothing could be recorded now, in words; empty when it could. */
    Optional<String> checkSource(Duration timeout) throws InterruptedException;

    /**
     * Removes what retention allows, and makes videos of recordings that could not become one before. Only while nothing is recorded.
     *
     * @return what was done, in words; empty when nothing was
     */
    Optional<String> cleanUp() throws RecordingException, InterruptedException;

    /** Counts an error for ever. */
    void countError() throws RecordingException;
}
