package peaceofmind.recorder.capture;

/**
 * Why nothing is recorded.
 *
 * @param reason in words, with what to do where somebody can do something
 */
public record CaptureProblem(Kind kind, String reason) {

    /** What a program can tell apart. */
    public enum Kind {
        NO_FFMPEG,
        /** The state folder did not take the note by which a lost ffmpeg is found. */
        PID_NOT_SAVED,
        /** The camera, stream or file is not there, or gives nothing. */
        SOURCE_GONE,
        /** ffmpeg ended. */
        DIED,
        /** ffmpeg runs, and its output does not grow. */
        NO_GROWTH,
        DISK_FULL,
        /** The disk hangs, or refuses what is recorded. */
        DISK_BROKEN
    }
}
