// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads an output on its own thread, so that a full pipe never blocks the process; keeps the first {@code maxBytes}. */
final class OutputReader implements Runnable {

    private final InputStream stream;
    private final int maxBytes;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final CountDownLatch finished = new CountDownLatch(1);

    private OutputReader(InputStream stream, int maxBytes) {
        this.stream = stream;
        this.maxBytes = maxBytes;
    }

    static OutputReader start(InputStream stream, int maxBytes) {
        OutputReader reader = new OutputReader(stream, maxBytes);
        Thread.ofVirtual().start(reader);
        return reader;
    }

    @Override
    public void run() {
        byte[] chunk = new byte[8 * 1024];
        try (stream) {
            for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
                buffer.write(chunk, 0, Math.min(read, maxBytes - buffer.size()));
            }
        } catch (IOException closed) {
            // The process was killed: what it wrote until then is kept.
        } finally {
            finished.countDown();
        }
    }

    /**
     * Everything up to the end of the output, however late it is read; at the deadline what was read so far.
     *
     * @param deadlineNanos by {@link System#nanoTime}
     */
    String text(long deadlineNanos) throws InterruptedException {
        return text(deadlineNanos, StandardCharsets.UTF_8);
    }

    /** Likewise, in another encoding. */
    String text(long deadlineNanos, Charset charset) throws InterruptedException {
        finished.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        return buffer.toString(charset);
    }
}
