package peaceofmind.recorder.storage;

/** Counts that only ever grow: clean-up and restarts do not change them. Rows of the table {@code counters}. */
public enum Counter {
    /** Recordings that became a video, valid or not. */
    VIDEOS_RECORDED,
    VIDEOS_UPLOADED,
    /** Attempts, not videos. */
    UPLOADS_FAILED,
    VIDEOS_CORRUPTED,
    ERRORS,
    /** Starts of the program. */
    RESTARTS
}
