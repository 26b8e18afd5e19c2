// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.http;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs the requests of an HTTP server. The few at a time that are usual are served by platform threads: waking up one costs less than
 * scheduling a virtual thread and the carriers below it. Any beyond them get a virtual thread each, so that slow clients don't use up
 * what the others need.
 */
public final class RequestThreads implements Executor, AutoCloseable {

    private static final int MAX_PLATFORM_THREADS = 2;

    /** Longer than the usual interval of a scraper. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(70);

    private final ExecutorService virtual;
    private final ThreadPoolExecutor platform;

    /** @param name of its threads, before their numbers */
    public RequestThreads(String name) {
        virtual = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name, 0).factory());
        platform = new ThreadPoolExecutor(
                0,
                MAX_PLATFORM_THREADS,
                KEEP_ALIVE.toSeconds(),
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name(name, 0).factory(),
                (request, _) -> virtual.execute(request));
    }

    @Override
    public void execute(Runnable request) {
        platform.execute(request);
    }

    /** Interrupts what runs; further requests are refused. */
    @Override
    public void close() {
        virtual.shutdownNow();
        platform.shutdownNow();
    }
}
