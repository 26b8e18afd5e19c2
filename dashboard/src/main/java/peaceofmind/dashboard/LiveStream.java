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
import peaceofmind.dashboard.StateFeed.Numbered;
import peaceofmind.foundation.http.WriteTimeout;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;

/**
 * Live updates by server-sent events (HTML standard, 9.2): {@code state} once a second, {@code log} when the followed log grows, a comment
 * when nothing else was sent for a while. A bounded number of pages; one that does not read is cut off.
 */
final class LiveStream {

    static final int MAX_PAGES = 8;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);

    private final StateFeed feed;
    private final LogSources logs;
    private final Access access;
    private final WriteTimeout limit;
    private final Clock clock;
    private final Semaphore places = new Semaphore(MAX_PAGES);

    LiveStream(StateFeed feed, LogSources logs, Access access, WriteTimeout limit, Clock clock) {
        this.feed = feed;
        this.logs = logs;
        this.access = access;
        this.limit = limit;
        this.clock = clock;
    }

    /** Serves one page until it goes away, its login ends, or the agent ends. */
    void serve(HttpExchange exchange, Optional<String> log) throws IOException, Refusal, InterruptedException {
        Optional<LogReader> reader = Optional.empty();
        if (log.isPresent()) {
            reader = logs.open(log.get());
            if (reader.isEmpty()) {
                throw new Refusal(404, "There is no log \"" + log.get() + "\".");
            }
        }
        if (!places.tryAcquire()) {
            exchange.getResponseHeaders().set("Retry-After", "10");
            throw new Refusal(503, "This page is open " + MAX_PAGES + " times already: close one of them.");
        }
        feed.enter();
        try (OutputStream out = open(exchange)) {
            new Page(exchange, out, log.orElse(""), reader).run();
        } finally {
            feed.leave();
            places.release();
        }
    }

    private OutputStream open(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
        boolean zip = Answers.acceptsGzip(exchange);
        if (zip) {
            // One state resembles the next: compressed together, a second costs a few hundred bytes.
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(200, 0);
        return zip ? new GZIPOutputStream(exchange.getResponseBody(), 2048, true) : exchange.getResponseBody();
    }

    /** One open page. */
    private final class Page {

        private final HttpExchange exchange;
        private final OutputStream out;
        private final String log;
        private final Optional<LogReader> reader;
        private long lastState;
        private long lastWritten = clock.nanoTime();
        private String problem = "";

        private Page(HttpExchange exchange, OutputStream out, String log, Optional<LogReader> reader) {
            this.exchange = exchange;
            this.out = out;
            this.log = log;
            this.reader = reader;
        }

        private void run() throws IOException, InterruptedException {
            write("retry: 2000\n\n");
            while (!feed.isClosed() && access.mayRead(exchange)) {
                Optional<Numbered> state = feed.next(lastState, LOOK);
                if (state.isPresent()) {
                    lastState = state.get().number();
                    write("event: state\ndata: " + state.get().json() + "\n\n");
                }
                if (reader.isPresent()) {
                    follow(reader.get());
                }
                if (clock.nanoTime() - lastWritten > QUIET.toNanos()) {
                    write(": still here\n\n");
                }
            }
        }

        private void follow(LogReader from) throws IOException, InterruptedException {
            List<String> lines;
            try {
                lines = from.poll();
                problem = "";
            } catch (IOException unreadable) {
                String now = String.valueOf(unreadable.getMessage());
                if (!now.equals(problem)) {
                    problem = now;
                    tell(Json.object().put("log", log).put("problem", "This log can't be read: " + now));
                }
                return;
            }
            if (!lines.isEmpty()) {
                tell(Json.object()
                        .put("log", log)
                        .put("lines", lines.stream().map(LogSources::line).toList()));
            }
        }

        private void tell(Json.ObjectBuilder json) throws IOException {
            write("event: log\ndata: " + json.build().toJson() + "\n\n");
        }

        private void write(String text) throws IOException {
            limit.runWithin(WRITE_LIMIT, () -> {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            });
            lastWritten = clock.nanoTime();
        }
    }
}
