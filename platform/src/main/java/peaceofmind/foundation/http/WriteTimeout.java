package peaceofmind.foundation.http;

import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Cuts off what takes too long: a client that reads slowly would otherwise hold a thread for ever. The JDK's own limit
 * ({@code sun.net.httpserver.maxRspTime}) holds for the whole process, and would cut event streams too.
 */
public final class WriteTimeout implements AutoCloseable {

    private final ScheduledThreadPoolExecutor timer;

    public WriteTimeout(String name) {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name).factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** An action that waits for a client. */
    @FunctionalInterface
    public interface Write {
        void run() throws IOException;
    }

    /** A handler each of whose answers is cut off after the limit. */
    public HttpHandler wrap(Duration timeout, HttpHandler handler) {
        return exchange -> runWithin(timeout, () -> handler.handle(exchange));
    }

    /** Runs it; when the limit is over first, this thread is interrupted, which closes the channel that it waits for. */
    public void runWithin(Duration timeout, Write write) throws IOException {
        Interrupter interrupter = new Interrupter(Thread.currentThread());
        ScheduledFuture<?> scheduled = timer.schedule(interrupter, timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            write.run();
        } finally {
            scheduled.cancel(false);
            interrupter.finish();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Never reaches a thread that has gone on to something else. */
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
                // It was meant for this write alone.
                Thread.interrupted();
            }
        }
    }
}
