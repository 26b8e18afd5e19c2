// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.secret.SecretMask;
import peaceofmind.foundation.time.Clock;
import peaceofmind.foundation.time.LocalTimestamp;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.shipping.http.Backoff;
import peaceofmind.shipping.http.HttpResult;
import peaceofmind.shipping.http.HttpSender;
import peaceofmind.shipping.http.OutageReporter;

/** Sends logs to one destination, one request at a time, and advances the positions once the receiver has accepted them. */
final class LokiSender implements AutoCloseable {

    /** Loki's status for a blocked tenant: a 2xx, though nothing is stored. */
    private static final int STATUS_BLOCKED = 260;

    private static final int STATUS_TOO_LARGE = 413;

    private static final int STATUS_TOO_MANY = 429;

    /** Rejections in a row after which the receiver is taken to reject everything, and the rest of the batch is dropped. */
    private static final int MAX_REJECTIONS = 40;

    private static final int GROW_AFTER_REQUESTS = 20;

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(30);

    /** Save interval of positions whose loss only means sending some lines twice. */
    private static final Duration SAVE_INTERVAL = Duration.ofMinutes(1);

    /** Save interval during an outage: losing what was scanned only means later timestamps. */
    private static final Duration OFFLINE_SAVE_INTERVAL = Duration.ofMinutes(5);

    private final LogsDestinationConfig config;
    private final Map<String, LogSource> sources;
    private final StreamLabels labels;
    private final Positions positions;
    private final HttpSender httpSender;
    private final Backoff backoff;
    private final OutageReporter outages;
    private final LogRejectionReporter rejections;
    private final SecretMask mask;
    private final Clock clock;
    private final Consumer<String> warn;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private LogBatch batch = new LogBatch();
    private long batchStartNanos;
    private long savedAtNanos;
    private long notBeforeNanos;
    private final Map<String, String> sourceProblems = new HashMap<>();
    private volatile LogStats stats = LogStats.ZERO;
    /** Request size limit, learnt from the receiver's 413 and 429 responses. */
    private long maxChars = Long.MAX_VALUE;

    /** Request size limit while the lines that the receiver rejects are being found; the maximum otherwise. */
    private long searchChars = Long.MAX_VALUE;

    private int rejectionsInRow;
    private int tooManyInRow;
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
        this.mask = new SecretMask(config.mask());
        this.clock = clock;
        this.warn = warn;
        this.notBeforeNanos = clock.nanoTime();
        // Save the first poll immediately: from then on, no line is skipped.
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
                wait = runSafely();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** An unexpected error must not end the thread: nothing would be sent until the agent is restarted. */
    private Duration runSafely() {
        try {
            return runOnce();
        } catch (RuntimeException unexpected) {
            outages.failed(ErrorText.of(unexpected));
            updateProblem();
            return PAUSE_AFTER_ERROR;
        }
    }

    /** Polls the sources and sends what is due, at most one request; returns how long to wait before the next call. */
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
            outages.failed("cannot save the log positions: " + ErrorText.of(problem));
            updateProblem();
            return PAUSE_AFTER_ERROR;
        }
    }

    private void gather() {
        Instant now = clock.now();
        long lost = 0;
        for (Map.Entry<String, LogSource> source : sources.entrySet()) {
            try {
                source.getValue().poll(now);
                fillBatch(source.getValue(), now);
                sourceProblems.remove(source.getKey());
            } catch (IOException | RuntimeException problem) {
                String reason = ErrorText.of(problem);
                if (!reason.equals(sourceProblems.put(source.getKey(), reason))) {
                    warn.accept("logs to " + config.name() + ": cannot read " + source.getKey() + ": " + reason);
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
        List<LogEntry> part = batch.head(Math.min(maxChars, searchChars));
        byte[] body = LokiPush.encode(part, labels);
        HttpResult result = httpSender.post(body, LokiPush.HEADERS);
        int lines = part.size();
        stats = stats.withRequest(body.length);
        return switch (result) {
            case HttpResult.Accepted accepted
            when accepted.status() == STATUS_BLOCKED ->
                retryLater(Optional.empty(), "the receiver has blocked this tenant and stores nothing (260)");
            case HttpResult.Accepted accepted
            when accepted.isWebPage() -> retryLater(Optional.empty(), HttpResult.Accepted.WEB_PAGE_REASON);
            case HttpResult.Accepted _ -> {
                stats = stats.withSent(lines, clock.now().toEpochMilli());
                outages.recovered();
                growRequestSize();
                searchChars = searchChars >= LogBatch.MAX_CHARS ? Long.MAX_VALUE : searchChars * 2;
                rejectionsInRow = 0;
                tooManyInRow = 0;
                yield finish(lines);
            }
            case HttpResult.Rejected rejected
            when isClockWrong(rejected.date()) ->
                retryLater(
                        Optional.empty(),
                        "this device's clock is wrong: it shows " + LocalTimestamp.format(clock.now())
                                + ", the receiver's shows "
                                + LocalTimestamp.format(rejected.date().orElseThrow()) + ": " + rejected.reason());
            case HttpResult.Rejected rejected
            when rejected.status() == STATUS_TOO_LARGE -> splitOrDrop(part, rejected.reason());
            case HttpResult.Rejected rejected -> findRejected(part, rejected.reason());
            case HttpResult.RetryLater retry -> {
                if (retry.status() == STATUS_TOO_MANY) {
                    halveIfRefusedAgain(part);
                }
                yield retryLater(retry.retryAfter(), retry.reason());
            }
        };
    }

    /**
     * Drops what the receiver rejects, and only that: halves the part until a single line is rejected. Lines that it has stored although
     * it rejected the part are sent again, which Loki recognises.
     */
    private Duration findRejected(List<LogEntry> part, String reason) {
        rejectionsInRow++;
        if (rejectionsInRow > MAX_REJECTIONS) {
            rejectionsInRow = 0;
            return dropRejected(batch.size(), reason + " (everything, it seems; some lines may have been stored)");
        } else if (part.size() == 1) {
            return dropRejected(1, reason);
        }
        searchChars = LogBatch.size(part) / 2;
        backoff.reset();
        return Duration.ZERO;
    }

    private Duration dropRejected(int lines, String reason) {
        stats = stats.withRejected(lines);
        rejections.add(lines, reason, clock.nanoTime());
        return finish(lines);
    }

    /** A receiver whose burst limit is smaller than a batch never accepts it, however long the pauses are. */
    private void halveIfRefusedAgain(List<LogEntry> part) {
        tooManyInRow++;
        if (tooManyInRow > 1 && part.size() > 1) {
            sentSinceTooLarge = 0;
            maxChars = LogBatch.size(part) / 2;
        }
    }

    private boolean isClockWrong(Optional<Instant> serverTime) {
        return serverTime
                .map(time -> Duration.between(time, clock.now()).abs())
                .filter(skew -> skew.compareTo(LokiLimits.MAX_AHEAD) >= 0)
                .isPresent();
    }

    /** Retries with half of the part; drops a single line that is too large. */
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

    /** A single line may have made the request too large: try larger requests again after a while. */
    private void growRequestSize() {
        sentSinceTooLarge++;
        if (sentSinceTooLarge % GROW_AFTER_REQUESTS == 0 && maxChars < LogBatch.MAX_CHARS) {
            maxChars *= 2;
        }
    }

    /** The rest and the next batch follow immediately: a backlog drains as fast as the receiver accepts it. */
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

    /** Until the backoff has passed, sources are only polled, to give new lines their timestamps. */
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

    /** When the current outage started; empty when there is none. */
    Optional<Instant> problemSince() {
        return outages.since();
    }

    LogStats stats() {
        return stats;
    }

    /** Saves the positions. */
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
            warn.accept("logs to " + config.name() + ": cannot save the positions: " + ErrorText.of(unwritable));
        }
        sources.values().forEach(LogSource::close);
    }
}
