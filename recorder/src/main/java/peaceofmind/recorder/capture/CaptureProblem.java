// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

/**
 * Why recording fails.
 *
 * @param reason for people, with what to do about it where possible
 */
public record CaptureProblem(Kind kind, String reason) {

    /** The kinds that programs distinguish. */
    public enum Kind {
        NO_FFMPEG,
        /** The PID of ffmpeg could not be saved; without it an orphaned process would not be found. */
        PID_NOT_SAVED,
        /** The camera, stream or file is missing, or provides no data. */
        SOURCE_GONE,
        /** ffmpeg exited. */
        DIED,
        /** ffmpeg is running, but its output does not grow. */
        NO_GROWTH,
        DISK_FULL,
        /** The disk hangs or fails to write the recording. */
        DISK_BROKEN
    }
}
