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
public final class TimeLimit implements AutoCloseable {

    private final ScheduledThreadPoolExecutor timer;

    public TimeLimit(String name) {
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
    public HttpHandler on(Duration limit, HttpHandler handler) {
        return exchange -> within(limit, () -> handler.handle(exchange));
    }

    /** Runs it; when the limit is over first, this thread is interrupted, which closes the channel that it waits for. */
    public void within(Duration limit, Write write) throws IOException {
        Cut cut = new Cut(Thread.currentThread());
        ScheduledFuture<?> scheduled = timer.schedule(cut, limit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            write.run();
        } finally {
            scheduled.cancel(false);
            cut.done();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Never reaches a thread that has gone on to something else. */
    private static final class Cut implements Runnable {

        private final Thread thread;
        private boolean over;
        private boolean interrupted;

        private Cut(Thread thread) {
            this.thread = thread;
        }

        @Override
        public synchronized void run() {
            if (!over) {
                interrupted = true;
                thread.interrupt();
            }
        }

        synchronized void done() {
            over = true;
            if (interrupted) {
                // It was meant for this write alone.
                Thread.interrupted();
            }
        }
    }
}
