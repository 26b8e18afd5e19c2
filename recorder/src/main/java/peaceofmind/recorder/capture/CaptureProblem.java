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
        /** The camera, stream or file is not there. */
        SOURCE_GONE,
        /** ffmpeg ended. */
        DIED,
        /** ffmpeg runs, and its output does not grow. */
        NO_GROWTH,
        DISK_FULL
    }
}
