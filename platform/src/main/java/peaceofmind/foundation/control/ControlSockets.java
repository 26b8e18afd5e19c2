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

/** What both ends of a control socket do the same way: one line each way, within a limit of bytes and time. */
final class ControlSockets {

    /** {@code sun_path} of {@code sockaddr_un} holds 108 bytes with its closing zero (unix(7)). */
    private static final int MAX_PATH_BYTES = 107;

    private ControlSockets() {}

    static void checkLength(Path socket) throws IOException {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH_BYTES) {
            throw new IOException("the path of the socket " + socket + " has " + length
                    + " bytes, and Linux takes at most " + MAX_PATH_BYTES + ": choose a folder with a shorter path");
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
                throw new IOException("more than " + maxBytes + " bytes without an end of line");
            }
        }
        throw new IOException("the connection ended before the line did");
    }

    static void writeLine(SocketChannel channel, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Ends a connection from outside when it takes too long; cancel it when it did not. */
    static Future<?> closeAfter(SocketChannel channel, Duration timeout) {
        return Timeouts.TIMER.schedule(() -> close(channel), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException closed) {
            // Whoever waits for it is told.
        }
    }

    /** One thread for all limits: one a connection would be woken up for each. */
    private static final class Timeouts {
        private static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("control-limits").factory());

        static {
            TIMER.setRemoveOnCancelPolicy(true);
        }
    }
}
