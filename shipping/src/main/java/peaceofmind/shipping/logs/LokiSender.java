package peaceofmind.shipping.logs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import peaceofmind.shipping.http.Backoff;
import peaceofmind.shipping.http.HttpSender;
import peaceofmind.shipping.http.HttpResult;
import peaceofmind.shipping.http.OutageReporter;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** One destination: gathers lines, sends them, and moves the positions when the receiver has them. One request at a time. */
final class LokiSender implements AutoCloseable {

    /** Loki's answer when a tenant is blocked: a success by its number, though nothing is stored. */
    private static final int STATUS_BLOCKED = 260;

    private static final int STATUS_TOO_LARGE = 413;

    private static final int GROW_AFTER_REQUESTS = 20;

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    /** Positions whose loss would only mean that something is sent twice are written this seldom. */
    private static final Duration SAVE_INTERVAL = Duration.ofMinutes(1);

    /** What was seen while nothing could be sent is written this seldom: its loss would only make time stamps later. */
    private static final Duration OFFLINE_SAVE_INTERVAL = Duration.ofMinutes(5);

    private final LogsDestinationConfig config;
    private final Map<String, LogSource> sources;
    private final StreamLabels labels;
    private final Positions positions;
    private final HttpSender httpSender;
    private final Backoff backoff;
    private final OutageReporter outages;
    private final LogRejectionReporter rejections;
    private final Mask mask;
    private final Clock clock;
    private final Consumer<String> warn;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private LogBatch batch = new LogBatch();
    private long batchStartNanos;
    private long savedAtNanos;
    private long notBeforeNanos;
    private String sourceProblem = "";
    private volatile LogStats stats = LogStats.ZERO;
    /** What one request may hold, as far as the receiver's answers (413) have taught. */
    private long maxChars = Long.MAX_VALUE;

    private int sentSinceTooLarge;
    private Optional<Thread> thread = Optional.empty();

    LokiSender(
            LogsDestinationConfig config,
            Map<String, LogSource> sources,
            StreamLabels labels,
            Positions positions,
            Backoff backoff,
            Clock clock,
            Consumer<String> warn,
            Consumer<String> reportEvent) {
        this.config = config;
        this.sources = sources;
        this.labels = labels;
        this.positions = positions;
        this.httpSender = new HttpSender(config.endpoint(), clock);
        this.backoff = backoff;
        this.outages = new OutageReporter("logs to " + config.name(), clock, warn);
        this.rejections = new LogRejectionReporter(config.name(), reportEvent);
        this.mask = new Mask(config.mask());
        this.clock = clock;
        this.warn = warn;
        this.notBeforeNanos = clock.nanoTime();
        // The first look is saved at once: from then on nothing that is written is passed over.
        this.savedAtNanos = clock.nanoTime() - SAVE_INTERVAL.toNanos();
    }

    void start() {
        thread = Optional.of(
                Thread.ofPlatform().daemon().name("logs-" + config.name()).start(this::run));
    }

    private void run() {
        try {
            Duration wait = Duration.ZERO;
            while (!stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = runOnce();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks, gathers and sends once; returns how long there is nothing to do. */
    Duration runOnce() {
        try {
            gather();
            if (clock.nanoTime() - notBeforeNanos < 0) {
                save(OFFLINE_SAVE_INTERVAL);
                return POLL_INTERVAL;
            }
            save(SAVE_INTERVAL);
            boolean due = batch.isFull()
                    || clock.nanoTime() - batchStartNanos >= config.batchWait().toNanos();
            if (!due || batch.isEmpty() || clock.now().isBefore(LokiLimits.MIN_PLAUSIBLE_TIME)) {
                return POLL_INTERVAL;
            }
            if (sources.values().stream().anyMatch(LogSource::mustSaveFirst)) {
                save(Duration.ZERO);
            }
            return send();
        } catch (IOException problem) {
            outages.failed("the positions cannot be written: " + problem.getMessage());
            updateProblem();
            return Duration.ofSeconds(30);
        }
    }

    private void gather() {
        Instant now = clock.now();
        long lost = 0;
        for (Map.Entry<String, LogSource> source : sources.entrySet()) {
            try {
                source.getValue().poll(now);
                fillBatch(source.getValue(), now);
            } catch (IOException problem) {
                if (!problem.toString().equals(sourceProblem)) {
                    sourceProblem = problem.toString();
                    warn.accept("cannot read " + source.getKey() + " for the logs: " + problem.getMessage());
                }
            }
            lost += source.getValue().lost();
        }
        long dropped = batch.removeOlderThan(LokiLimits.nanos(now.minus(LokiLimits.MAX_AGE)));
        if (batch.isEmpty() && dropped > 0) {
            acknowledge();
        }
        rejections.reportIfDue(clock.nanoTime());
        stats = stats.withPoll(dropped, lost, lagNanos(now), outages.currentReason());
    }

    private void fillBatch(LogSource source, Instant now) throws IOException {
        while (!batch.isFull()) {
            Optional<LogEntry> entry = source.next(now);
            if (entry.isEmpty()) {
                return;
            }
            if (batch.isEmpty()) {
                batchStartNanos = clock.nanoTime();
            }
            String text = mask.apply(entry.get().text());
            String truncated = LokiLimits.truncate(text);
            if (truncated.length() != text.length()) {
                stats = stats.withTruncated();
            }
            batch.add(new LogEntry(entry.get().labels(), entry.get().nanos(), truncated));
        }
    }

    private long lagNanos(Instant now) {
        OptionalLong oldest = sources.values().stream()
                .flatMapToLong(source -> source.oldestNanos().stream())
                .min();
        return oldest.isPresent() ? Math.max(0, LokiLimits.nanos(now) - oldest.getAsLong()) : 0;
    }

    private Duration send() {
        List<LogEntry> part = batch.head(maxChars);
        byte[] body = LokiPush.encode(part, labels);
        HttpResult result = httpSender.post(body, LokiPush.HEADERS);
        int lines = part.size();
        stats = stats.withRequest(body.length);
        return switch (result) {
            case HttpResult.Accepted accepted
            when accepted.status() == STATUS_BLOCKED ->
                retryLater(Optional.empty(), "the receiver has blocked us and stores nothing (260)");
            case HttpResult.Accepted accepted when accepted.isWebPage() -> retryLater(Optional.empty(), HttpResult.Accepted.WEB_PAGE_REASON);
            case HttpResult.Accepted _ -> {
                stats = stats.withSent(lines, clock.now().toEpochMilli());
                outages.recovered();
                growRequestSize();
                yield finish(lines);
            }
            case HttpResult.Rejected rejected
            when isClockWrong(rejected.date()) ->
                retryLater(
                        Optional.empty(),
                        "the clock of this device says " + clock.now() + ", that of the receiver "
                                + rejected.date().orElseThrow() + ": " + rejected.reason());
            case HttpResult.Rejected rejected when rejected.status() == STATUS_TOO_LARGE -> splitOrDrop(part, rejected.reason());
            case HttpResult.Rejected rejected -> {
                stats = stats.withRejected(lines);
                rejections.add(lines, rejected.reason() + " (a part of them may be stored)", clock.nanoTime());
                yield finish(lines);
            }
            case HttpResult.RetryLater retry -> retryLater(retry.retryAfter(), retry.reason());
        };
    }

    private boolean isClockWrong(Optional<Instant> serverTime) {
        return serverTime.map(time -> Duration.between(time, clock.now()).abs())
                .filter(skew -> skew.compareTo(LokiLimits.MAX_AHEAD) >= 0)
                .isPresent();
    }

    /** Half of it is tried at once; a line that is too large by itself is given up. */
    private Duration splitOrDrop(List<LogEntry> part, String reason) {
        sentSinceTooLarge = 0;
        if (part.size() > 1) {
            maxChars = LogBatch.size(part) / 2;
            backoff.reset();
            return Duration.ZERO;
        }
        stats = stats.withTooLarge();
        rejections.add(1, reason + " (a single line)", clock.nanoTime());
        return finish(1);
    }

    /** It may have been one line that made a request too large: larger ones are tried again after a while. */
    private void growRequestSize() {
        sentSinceTooLarge++;
        if (sentSinceTooLarge % GROW_AFTER_REQUESTS == 0 && maxChars < LogBatch.MAX_CHARS) {
            maxChars *= 2;
        }
    }

    /** What is left and the next batch follow at once: a backlog drains as fast as the receiver takes it. */
    private Duration finish(int lines) {
        backoff.reset();
        batch.removeFirst(lines);
        if (batch.isEmpty()) {
            acknowledge();
        }
        updateProblem();
        return Duration.ZERO;
    }

    private void acknowledge() {
        sources.values().forEach(LogSource::acknowledge);
        batch = new LogBatch();
    }

    /** Until then the turns only look, so that what comes in gets its time. */
    private Duration retryLater(Optional<Duration> retryAfter, String reason) {
        outages.failed(reason);
        updateProblem();
        notBeforeNanos = clock.nanoTime() + backoff.nextDelay(retryAfter).toNanos();
        return POLL_INTERVAL;
    }

    private void updateProblem() {
        stats = stats.withProblem(outages.currentReason());
    }

    private void save(Duration minInterval) throws IOException {
        boolean due = clock.nanoTime() - savedAtNanos >= minInterval.toNanos();
        if (due && sources.values().stream().anyMatch(LogSource::isChanged)) {
            Map<String, JsonObject> all = new LinkedHashMap<>();
            sources.forEach((name, source) -> all.put(name, source.save()));
            positions.write(all);
            savedAtNanos = clock.nanoTime();
        }
    }

    String name() {
        return config.name();
    }

    /** Since when nothing gets through; empty when it does. */
    Optional<Instant> problemSince() {
        return outages.since();
    }

    LogStats stats() {
        return stats;
    }

    /** Positions go to the disk. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            if (thread.isPresent()) {
                thread.get().join(Duration.ofSeconds(3));
            }
            if (thread.isEmpty() || !thread.get().isAlive()) {
                save(Duration.ZERO);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException unwritable) {
            warn.accept("the positions of logs cannot be written: " + unwritable.getMessage());
        }
        sources.values().forEach(LogSource::close);
    }
}
