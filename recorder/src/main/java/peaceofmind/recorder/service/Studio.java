package peaceofmind.recorder.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.recorder.capture.CaptureSession;

/** The slow part of the recorder's work: everything in it may take seconds, and is called beside the main loop, one at a time. */
public interface Studio {

    /** A recording that runs. */
    record Take(CaptureSession session, Path raw) {}

    /**
     * Opens the storage, repairs it, and makes videos of recordings that a crash or power cut left.
     *
     * @return what was found, in words
     * @throws StudioException when there is nothing to record to; may be tried again
     */
    String open() throws StudioException, InterruptedException;

    /** Begins a recording. */
    Take begin() throws StudioException, InterruptedException;

    /**
     * Ends a recording and makes a video of it.
     *
     * @return what became of it, in words
     * @throws StudioException when it could not be made a video; the raw recording is kept
     */
    String finish(Take take) throws StudioException, InterruptedException;

    /** Why nothing could be recorded now, in words; empty when it could. */
    Optional<String> obstacle(Duration limit) throws InterruptedException;

    /**
     * Removes what retention allows, and makes videos of recordings that could not become one before. Only while nothing is recorded.
     *
     * @return what was done, in words; empty when nothing was
     */
    Optional<String> cleanUp() throws StudioException, InterruptedException;

    /** Counts an error for ever. */
    void countError() throws StudioException;
}
