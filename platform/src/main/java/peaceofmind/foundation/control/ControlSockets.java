// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What both ends of a control socket share: reading and writing a line within limits of bytes and time. */
final class ControlSockets {

    /** {@code sun_path} of {@code sockaddr_un} holds 108 bytes including the terminating zero (unix(7)). */
    private static final int MAX_PATH_BYTES = 107;

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
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (channel.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                line.write(next);
            }
            buffer.clear();
            if (line.size() > maxBytes) {
                throw new IOException("more than " + maxBytes + " bytes without a line break");
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

    /** Closes a connection that takes too long. Cancel the returned task when the exchange is over. */
    static Future<?> closeAfter(SocketChannel channel, Duration timeout) {
        return Timeouts.TIMER.schedule(() -> close(channel), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a short task again and again, until the returned one is cancelled. */
    static Future<?> repeat(Runnable task, Duration interval) {
        return Timeouts.TIMER.scheduleWithFixedDelay(
                task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
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
        private static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("control-limits").factory());

        static {
            TIMER.setRemoveOnCancelPolicy(true);
        }
    }
}
