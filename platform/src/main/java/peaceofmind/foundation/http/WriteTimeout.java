// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import peaceofmind.foundation.time.TimeoutTimer;

/**
 * Aborts writes that take too long: a client that reads slowly would otherwise block a thread forever. The JDK's own limit ({@code
 * sun.net.httpserver.maxRspTime}) applies to the whole process, and would cut off event streams too.
 */
public final class WriteTimeout implements AutoCloseable {

    private final TimeoutTimer timer;

    public WriteTimeout(String name) {
        timer = new TimeoutTimer(name);
    }

    /** Writes to a client, and may block. */
    @FunctionalInterface
    public interface Write {
        void run() throws IOException;
    }

    /** A handler whose responses are aborted after the timeout. */
    public HttpHandler wrap(Duration timeout, HttpHandler handler) {
        return exchange -> runWithin(timeout, () -> handler.handle(exchange));
    }

    /** Runs the write. After the timeout this thread is interrupted, which closes the channel that it is blocked on. */
    public void runWithin(Duration timeout, Write write) throws IOException {
        Interrupter interrupter = new Interrupter(Thread.currentThread());
        TimeoutTimer.Timeout started = timer.start(timeout, interrupter);
        try {
            write.run();
        } finally {
            started.cancel();
            interrupter.finish();
        }
    }

    @Override
    public void close() {
        timer.close();
    }

    /** Never interrupts a thread that has moved on to something else. */
    private static final class Interrupter implements Runnable {

        private final Thread thread;
        private boolean finished;
        private boolean interrupted;

        private Interrupter(Thread thread) {
            this.thread = thread;
        }

        @Override
        public synchronized void run() {
            if (!finished) {
                interrupted = true;
                thread.interrupt();
            }
        }

        synchronized void finish() {
            finished = true;
            if (interrupted) {
                // The interrupt was meant for this write only: clear it.
                Thread.interrupted();
            }
        }
    }
}
