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
import peaceofmind.shipping.http.Outcome;
import peaceofmind.shipping.http.Telling;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** One destination: gathers lines, sends them, and moves the positions when the receiver has them. One request at a time. */
final class LogLane implements AutoCloseable {

    /** Loki's answer when a tenant is blocked: a success by its number, though nothing is stored. */
    private static final int BLOCKED = 260;

    private static final int TOO_LARGE = 413;

    private static final int TRY_LARGER_AFTER = 20;

    private static final Duration TICK = Duration.ofSeconds(1);

    /** Positions whose loss would only mean that something is sent twice are written this seldom. */
    private static final Duration LAZY_SAVE = Duration.ofMinutes(1);

    /** What was seen while nothing could be sent is written this seldom: its loss would only make time stamps later. */
    private static final Duration OFFLINE_SAVE = Duration.ofMinutes(5);

    private final LogsDestinationConfig config;
    private final Map<String, LogSource> sources;
    private final Map<String, String> labels;
    private final Positions positions;
    private final HttpSender sender;
    private final Backoff backoff;
    private final Telling telling;
    private final LogRefusals refusals;
    private final Mask mask;
    private final Clock clock;
    private final Consumer<String> say;
    private final CountDownLatch ending = new CountDownLatch(1);
    private LogBatch batch = new LogBatch();
    private long batchBegun;
    private long savedAt;
    private long notBeforeNanos;
    private String sourceProblem = "";
    private volatile LogTally tally = LogTally.NOTHING;
    /** What one request may hold, as far as the receiver's answers (413) have taught. */
    private long maxChars = Long.MAX_VALUE;

    private int sentSinceTooLarge;
    private Optional<Thread> thread = Optional.empty();

    LogLane(
            LogsDestinationConfig config,
            Map<String, LogSource> sources,
            Map<String, String> labels,
            Positions positions,
            Backoff backoff,
            Clock clock,
            Consumer<String> say,
            Consumer<String> event) {
        this.config = config;
        this.sources = sources;
        this.labels = labels;
        this.positions = positions;
        this.sender = new HttpSender(config.endpoint(), clock);
        this.backoff = backoff;
        this.telling = new Telling("logs to " + config.name(), clock, say);
        this.refusals = new LogRefusals(config.name(), event);
        this.mask = new Mask(config.mask());
        this.clock = clock;
        this.say = say;
        this.notBeforeNanos = clock.nanoTime();
        // The first look is saved at once: from then on nothing that is written is passed over.
        this.savedAt = clock.nanoTime() - LAZY_SAVE.toNanos();
    }

    void start() {
        thread = Optional.of(
                Thread.ofPlatform().daemon().name("logs-" + config.name()).start(this::run));
    }

    private void run() {
        try {
            Duration wait = Duration.ZERO;
            while (!ending.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = turn();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks, gathers and sends once; returns how long there is nothing to do. */
    Duration turn() {
        try {
            gather();
            if (clock.nanoTime() - notBeforeNanos < 0) {
                save(OFFLINE_SAVE);
                return TICK;
            }
            save(LAZY_SAVE);
            boolean due = batch.isFull()
                    || clock.nanoTime() - batchBegun >= config.batchWait().toNanos();
            if (!due || batch.isEmpty() || clock.now().isBefore(LokiLimits.CLOCK_IS_SET_AFTER)) {
                return TICK;
            }
            if (sources.values().stream().anyMatch(LogSource::mustSaveFirst)) {
                save(Duration.ZERO);
            }
            return send();
        } catch (IOException problem) {
            telling.trouble("the positions cannot be written: " + problem.getMessage());
            tell();
            return Duration.ofSeconds(30);
        }
    }

    private void gather() {
        Instant now = clock.now();
        long lost = 0;
        for (Map.Entry<String, LogSource> source : sources.entrySet()) {
            try {
                source.getValue().look(now);
                fill(source.getValue(), now);
            } catch (IOException problem) {
                if (!problem.toString().equals(sourceProblem)) {
                    sourceProblem = problem.toString();
                    say.accept("cannot read " + source.getKey() + " for the logs: " + problem.getMessage());
                }
            }
            lost += source.getValue().lost();
        }
        long dropped = batch.removeOlderThan(LokiLimits.nanos(now.minus(LokiLimits.MAX_AGE)));
        if (batch.isEmpty() && dropped > 0) {
            acknowledge();
        }
        refusals.look(clock.nanoTime());
        tally = tally.looked(dropped, lost, lag(now), telling.current());
    }

    private void fill(LogSource source, Instant now) throws IOException {
        while (!batch.isFull()) {
            Optional<LogEntry> entry = source.next(now);
            if (entry.isEmpty()) {
                return;
            }
            if (batch.isEmpty()) {
                batchBegun = clock.nanoTime();
            }
            String text = mask.apply(entry.get().text());
            String cut = LokiLimits.cut(text);
            if (cut.length() != text.length()) {
                tally = tally.withCut();
            }
            batch.add(new LogEntry(entry.get().labels(), entry.get().nanos(), cut));
        }
    }

    private long lag(Instant now) {
        OptionalLong oldest = sources.values().stream()
                .flatMapToLong(source -> source.oldestNanos().stream())
                .min();
        return oldest.isPresent() ? Math.max(0, LokiLimits.nanos(now) - oldest.getAsLong()) : 0;
    }

    private Duration send() {
        List<LogEntry> part = batch.part(maxChars);
        byte[] body = PushBody.of(part, labels);
        Outcome outcome = sender.post(body, PushBody.HEADERS);
        int lines = part.size();
        tally = tally.withRequest(body.length);
        return switch (outcome) {
            case Outcome.Accepted accepted
            when accepted.status() == BLOCKED ->
                later(Optional.empty(), "the receiver has blocked us and stores nothing (260)");
            case Outcome.Accepted accepted when accepted.isPage() -> later(Optional.empty(), Outcome.Accepted.PAGE);
            case Outcome.Accepted _ -> {
                tally = tally.withSent(lines, clock.now().toEpochMilli());
                telling.fine();
                learn();
                yield done(lines);
            }
            case Outcome.Rejected rejected
            when clockIsWrong(rejected.date()) ->
                later(
                        Optional.empty(),
                        "the clock of this device says " + clock.now() + ", that of the receiver "
                                + rejected.date().orElseThrow() + ": " + rejected.words());
            case Outcome.Rejected rejected when rejected.status() == TOO_LARGE -> tooLarge(part, rejected.words());
            case Outcome.Rejected rejected -> {
                tally = tally.withRejected(lines);
                refusals.add(lines, rejected.words() + " (a part of them may be stored)", clock.nanoTime());
                yield done(lines);
            }
            case Outcome.RetryLater retry -> later(retry.after(), retry.words());
        };
    }

    private boolean clockIsWrong(Optional<Instant> theirs) {
        return theirs.map(time -> Duration.between(time, clock.now()).abs())
                .filter(off -> off.compareTo(LokiLimits.MAX_AHEAD) >= 0)
                .isPresent();
    }

    /** Half of it is tried at once; a line that is too large by itself is given up. */
    private Duration tooLarge(List<LogEntry> part, String words) {
        sentSinceTooLarge = 0;
        if (part.size() > 1) {
            maxChars = LogBatch.size(part) / 2;
            backoff.reset();
            return Duration.ZERO;
        }
        tally = tally.withTooLarge();
        refusals.add(1, words + " (a single line)", clock.nanoTime());
        return done(1);
    }

    /** It may have been one line that made a request too large: larger ones are tried again after a while. */
    private void learn() {
        sentSinceTooLarge++;
        if (sentSinceTooLarge % TRY_LARGER_AFTER == 0 && maxChars < LogBatch.MAX_CHARS) {
            maxChars *= 2;
        }
    }

    /** What is left and the next batch follow at once: a backlog drains as fast as the receiver takes it. */
    private Duration done(int lines) {
        backoff.reset();
        batch.done(lines);
        if (batch.isEmpty()) {
            acknowledge();
        }
        tell();
        return Duration.ZERO;
    }

    private void acknowledge() {
        sources.values().forEach(LogSource::acknowledge);
        batch = new LogBatch();
    }

    /** Until then the turns only look, so that what comes in gets its time. */
    private Duration later(Optional<Duration> after, String why) {
        telling.trouble(why);
        tell();
        notBeforeNanos = clock.nanoTime() + backoff.next(after).toNanos();
        return TICK;
    }

    private void tell() {
        tally = tally.withProblem(telling.current());
    }

    private void save(Duration atMostEvery) throws IOException {
        boolean due = clock.nanoTime() - savedAt >= atMostEvery.toNanos();
        if (due && sources.values().stream().anyMatch(LogSource::isChanged)) {
            Map<String, JsonObject> all = new LinkedHashMap<>();
            sources.forEach((name, source) -> all.put(name, source.save()));
            positions.write(all);
            savedAt = clock.nanoTime();
        }
    }

    String name() {
        return config.name();
    }

    /** Since when nothing gets through; empty when it does. */
    Optional<Instant> problemSince() {
        return telling.since();
    }

    LogTally tally() {
        return tally;
    }

    /** Positions go to the disk. */
    @Override
    public void close() {
        ending.countDown();
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
            say.accept("the positions of logs cannot be written: " + unwritable.getMessage());
        }
        sources.values().forEach(LogSource::close);
    }
}
