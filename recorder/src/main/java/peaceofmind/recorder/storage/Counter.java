// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

/** Counters that only increase; clean-up and restarts do not affect them. Rows of the table {@code counters}. */
public enum Counter {
    /** Recordings that became a video, valid or not. */
    VIDEOS_RECORDED,
    VIDEOS_UPLOADED,
    /** Failed attempts, not videos. */
    UPLOADS_FAILED,
    VIDEOS_CORRUPTED,
    ERRORS,
    /** Starts of the program. */
    RESTARTS
}
