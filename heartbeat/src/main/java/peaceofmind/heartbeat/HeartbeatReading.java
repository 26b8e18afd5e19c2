package peaceofmind.heartbeat;

import java.time.Duration;

/**
 * The result of reading a heartbeat file once. Ages are measured with the monotonic clock since this reader last observed a valid
 * heartbeat change (since its first read, when it has observed none), never from the timestamp in the file.
 */
public sealed interface HeartbeatReading {

    /** Time since the last observed change, or since the reader's first read; never negative. */
    Duration age();

    /** A valid heartbeat. Whether {@code age} is too old is for the caller to decide. */
    record Present(Heartbeat heartbeat, Duration age) implements HeartbeatReading {}

    /** The file does not exist. */
    record Absent(Duration age) implements HeartbeatReading {}

    /**
     * The file exists but is not a valid heartbeat, or can't be read.
     *
     * @param message names the file and says what to do
     */
    record Unreadable(ReadFault fault, String message, Duration age) implements HeartbeatReading {}

    /** Why a file is not accepted as a heartbeat; each has its own remedy. */
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
        /** The file system did not respond within the reader's timeout. */
        TIMEOUT
    }
}
