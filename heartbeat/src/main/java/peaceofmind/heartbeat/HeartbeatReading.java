// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import java.time.Duration;

/**
 * The result of reading a heartbeat file once. Ages are measured with the monotonic clock since this reader last observed the file
 * change: its content or its modification time, whatever stands in it. Only the age at the reader's first read comes from the wall clock
 * (the file's modification time or, if that is in the future, the timestamp in it; at most 30 days), and the next change corrects it.
 */
public sealed interface HeartbeatReading {

    /** Time since the last change, or, where none is known, since the reader's first read; never negative. */
    Duration age();

    /** A valid heartbeat. Whether {@code age} is too old is for the caller to decide. */
    record Present(Heartbeat heartbeat, Duration age) implements HeartbeatReading {}

    /** The file does not exist. */
    record Absent(Duration age) implements HeartbeatReading {}

    /**
     * The file exists but is not a valid heartbeat, or can't be read. Its changes are signs of life all the same, unless the fault {@link
     * ReadFault#isRefusal() is a refusal}.
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
        /** The file itself can't be opened; that it changes can be observed. */
        NO_PERMISSION,
        /** Not even whether the file changes can be observed. */
        FOLDER_NOT_ACCESSIBLE,
        INPUT_OUTPUT_ERROR,
        /** The file system did not respond within the reader's timeout. */
        TIMEOUT;

        /**
         * Whether the file is not accepted whatever stands in it: a mistake in the configuration, or somebody else's file. Its changes do
         * not count, and say nothing about the program.
         */
        public boolean isRefusal() {
            return this == SYMBOLIC_LINK || this == NOT_A_FILE || this == WRONG_OWNER || this == FOLDER_NOT_ACCESSIBLE;
        }
    }
}
