// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPOutputStream;
import peaceofmind.dashboard.StatePublisher.NumberedState;
import peaceofmind.foundation.http.ClientLimits;
import peaceofmind.foundation.http.WriteTimeout;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

/**
 * Sends live updates as server-sent events (HTML standard, 9.2): {@code state} once a second, {@code log} when the followed log grows,
 * and a comment when nothing else was sent for a while. The number of pages is limited; a page that does not read is disconnected.
 */
final class LiveStream {

    static final int MAX_PAGES = 24;
    static final int MAX_PAGES_PER_CLIENT = 8;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    private static final Duration KEEPALIVE_INTERVAL = Duration.ofSeconds(15);
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

    private final StatePublisher statePublisher;
    private final LogSources logs;
    private final Access access;
    private final WriteTimeout timeLimit;
    private final Clock clock;
    private final Semaphore pagePermits = new Semaphore(MAX_PAGES);
    private final ClientLimits clientPages = new ClientLimits(MAX_PAGES_PER_CLIENT);

    LiveStream(StatePublisher statePublisher, LogSources logs, Access access, WriteTimeout timeLimit, Clock clock) {
        this.statePublisher = statePublisher;
        this.logs = logs;
        this.access = access;
        this.timeLimit = timeLimit;
        this.clock = clock;
    }

    /** Serves one page until it disconnects, its login expires, or the agent stops. */
    void serve(HttpExchange exchange, Optional<String> log) throws IOException, HttpError, InterruptedException {
        Optional<LogReader> reader = Optional.empty();
        if (log.isPresent()) {
            reader = logs.open(log.get());
            if (reader.isEmpty()) {
                throw new HttpError(404, "Unknown log \"" + log.get() + "\".");
            }
        }
        String client = ClientLimits.clientOf(access.proxy().clientAddress(exchange));
        if (!clientPages.tryAcquire(client)) {
            throw tooManyPages(exchange, MAX_PAGES_PER_CLIENT);
        }
        try {
            serve(exchange, log, reader);
        } finally {
            clientPages.release(client);
        }
    }

    private static HttpError tooManyPages(HttpExchange exchange, int max) {
        exchange.getResponseHeaders().set("Retry-After", "10");
        return new HttpError(503, "This page is already open " + max + " times: close one of them.");
    }

    private void serve(HttpExchange exchange, Optional<String> log, Optional<LogReader> reader)
            throws IOException, HttpError, InterruptedException {
        if (!pagePermits.tryAcquire()) {
            throw tooManyPages(exchange, MAX_PAGES);
        }
        statePublisher.subscribe();
        try (OutputStream out = open(exchange)) {
            new PageStream(exchange, out, log.orElse(""), reader).run();
        } finally {
            statePublisher.unsubscribe();
            pagePermits.release();
        }
    }

    private OutputStream open(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
        boolean gzip = HttpExchanges.acceptsGzip(exchange);
        if (gzip) {
            // Consecutive states are similar: compressed as one stream, a second costs a few hundred bytes.
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(200, 0);
        return gzip ? new GZIPOutputStream(exchange.getResponseBody(), 2048, true) : exchange.getResponseBody();
    }

    /** One open page. */
    private final class PageStream {

        private final HttpExchange exchange;
        private final OutputStream out;
        private final String log;
        private final Optional<LogReader> reader;
        private long lastStateNumber;
        private long lastWriteNanos = clock.nanoTime();
        private String lastProblem = "";

        private PageStream(HttpExchange exchange, OutputStream out, String log, Optional<LogReader> reader) {
            this.exchange = exchange;
            this.out = out;
            this.log = log;
            this.reader = reader;
        }

        private void run() throws IOException, InterruptedException {
            write("retry: 2000\n\n");
            while (!statePublisher.isClosed() && access.mayRead(exchange)) {
                Optional<NumberedState> state = statePublisher.awaitNext(lastStateNumber, POLL_INTERVAL);
                if (state.isPresent()) {
                    lastStateNumber = state.get().number();
                    write("event: state\ndata: " + state.get().json() + "\n\n");
                }
                if (reader.isPresent()) {
                    pollLog(reader.get());
                }
                if (clock.nanoTime() - lastWriteNanos > KEEPALIVE_INTERVAL.toNanos()) {
                    write(": keep-alive\n\n");
                }
            }
        }

        private void pollLog(LogReader logReader) throws IOException, InterruptedException {
            List<String> lines;
            try {
                lines = logReader.poll();
                lastProblem = "";
            } catch (IOException unreadable) {
                String problem = ErrorText.of(unreadable);
                if (!problem.equals(lastProblem)) {
                    lastProblem = problem;
                    sendLogEvent(Json.object().put("log", log).put("problem", "The log cannot be read: " + problem));
                }
                return;
            }
            if (!lines.isEmpty()) {
                sendLogEvent(Json.object()
                        .put("log", log)
                        .put("lines", lines.stream().map(LogSources::classify).toList()));
            }
        }

        private void sendLogEvent(Json.ObjectBuilder json) throws IOException {
            write("event: log\ndata: " + json.build().toJson() + "\n\n");
        }

        private void write(String text) throws IOException {
            timeLimit.runWithin(WRITE_TIMEOUT, () -> {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            });
            lastWriteNanos = clock.nanoTime();
        }
    }
}
