package peaceofmind.heartbeat;

import java.time.Duration;

/**
 * What one look at a heartbeat file showed. Ages count on the monotonic clock from the last time that this reader saw a
 * valid heartbeat change (from its own first look, when it has seen none), never from the time written inside.
 */
public sealed interface HeartbeatReading {

    /** Time since the last observed change, or since the reader's first look; never negative. */
    Duration age();

    /** A valid heartbeat is there. Whether {@code age} is too old is the caller's judgement. */
    record Present(Heartbeat heartbeat, Duration age) implements HeartbeatReading {}

    /** No file is there. */
    record Absent(Duration age) implements HeartbeatReading {}

    /**
     * Something is there that is no heartbeat.
     *
     * @param message in words, with the file and what to do
     */
    record Unreadable(ReadFault fault, String message, Duration age) implements HeartbeatReading {}

    /** Why a file is not taken as a heartbeat: each has its own answer. */
    enum ReadFault {
        /** Empty, or JSON that ends too early: a writer that does not replace the file atomically, or a full disk. */
        TRUNCATED,
        NOT_JSON,
        /** JSON, but without a valid timestamp or state. */
        NOT_A_HEARTBEAT,
        TOO_LARGE,
        SYMBOLIC_LINK,
        /** A FIFO, a socket, a device or a folder. */
        NOT_A_FILE,
        WRONG_OWNER,
        NO_PERMISSION,
        INPUT_OUTPUT_ERROR,
        /** The file system did not answer within the reader's time limit. */
        TIMEOUT
    }
}
