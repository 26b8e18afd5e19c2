// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import peaceofmind.foundation.time.TimeoutTimer;

/** What both ends of a control socket share: reading and writing a line within limits of bytes and time. */
final class ControlSockets {

    /** {@code sun_path} of {@code sockaddr_un} holds 108 bytes including the terminating zero (unix(7)). */
    private static final int MAX_PATH_BYTES = 107;

    /** Of a line; most are shorter. */
    private static final int FIRST_BUFFER_BYTES = 4096;

    private ControlSockets() {}

    static void checkLength(Path socket) throws IOException {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH_BYTES) {
            throw new IOException(
                    "the path of the socket " + socket + " is " + length + " bytes long, but Linux allows at most "
                            + MAX_PATH_BYTES + ": choose a folder with a shorter path");
        }
    }

    static String readLine(SocketChannel channel, int maxBytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(FIRST_BUFFER_BYTES);
        int searched = 0;
        while (channel.read(buffer) >= 0) {
            byte[] bytes = buffer.array();
            for (; searched < buffer.position(); searched++) {
                if (bytes[searched] == '\n') {
                    return new String(bytes, 0, searched, StandardCharsets.UTF_8);
                }
            }
            if (searched > maxBytes) {
                throw new IOException("more than " + maxBytes + " bytes without a line break");
            }
            if (!buffer.hasRemaining()) {
                int larger = Math.min(buffer.capacity() * 2, maxBytes + FIRST_BUFFER_BYTES);
                buffer = ByteBuffer.allocate(larger).put(buffer.flip());
            }
        }
        throw new IOException("the connection was closed in the middle of a line");
    }

    static void writeLine(SocketChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Closes a connection that takes too long. Cancel the timeout when the exchange is over. */
    static TimeoutTimer.Timeout closeAfter(SocketChannel channel, Duration timeout) {
        return Timeouts.TIMER.start(timeout, () -> close(channel));
    }

    /** Runs a short task again and again, until it is cancelled. */
    static Future<?> repeat(Runnable task, Duration interval) {
        return Timeouts.TIMER.repeat(interval, task);
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException closed) {
            // The thread that waits on the channel gets the exception.
        }
    }

    /** One timer thread for all connections. */
    private static final class Timeouts {
        private static final TimeoutTimer TIMER = new TimeoutTimer("control-limits");
    }
}
