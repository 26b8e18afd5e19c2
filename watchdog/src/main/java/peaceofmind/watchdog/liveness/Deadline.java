// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** The end of a probe's time, however many steps it has: a server that sends a byte a second must not hold it. */
final class Deadline {

    private final long nanos;

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    /** Sockets wait in real time, also in a test with a clock of its own. */
    static Deadline in(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    /**
     * At least 1: zero means no limit to a socket.
     *
     * @throws SocketTimeoutException when there is no time left
     */
    int remainingMillis() throws SocketTimeoutException {
        long left = nanos - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("timed out");
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, left / 1_000_000));
    }
}
