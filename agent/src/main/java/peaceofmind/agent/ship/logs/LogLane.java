package peaceofmind.agent.ship.logs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import peaceofmind.agent.ship.http.Backoff;
import peaceofmind.agent.ship.http.HttpSender;
import peaceofmind.agent.ship.http.Outcome;
import peaceofmind.agent.ship.http.Telling;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** One destination: gathers lines, sends them, and moves the positions when the receiver has them. One request at a time. */
final class LogLane implements AutoCloseable {

    /** Loki's answer when a tenant is blocked: a success by its number, though nothing is stored. */
    private static final int BLOCKED = 260;

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
    private final Mask mask;
    private final Clock clock;
    private final Consumer<String> say;
    private final CountDownLatch ending = new CountDownLatch(1);
    private LogBatch batch = new LogBatch();
    private long batchBegun;
    private long savedAt;
    private String sourceProblem = "";
    private volatile LogTally tally = new LogTally(0, 0, 0, 0, 0, 0, 0, 0, Optional.empty(), Optional.empty());
    private Optional<Thread> thread = Optional.empty();

    LogLane(
            LogsDestinationConfig config,
            Map<String, LogSource> sources,
            Map<String, String> labels,
            Positions positions,
            Backoff backoff,
            Clock clock,
            Consumer<String> say) {
        this.config = config;
        this.sources = sources;
        this.labels = labels;
        this.positions = positions;
        this.sender = new HttpSender(config.endpoint(), clock);
        this.backoff = backoff;
        this.telling = new Telling("logs to \"" + config.name() + "\"", clock, say);
        this.mask = new Mask(config.mask());
        this.clock = clock;
        this.say = say;
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
    Duration turn() throws InterruptedException {
        try {
            gather();
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
        tally = new LogTally(
                tally.sent(),
                tally.bytes(),
                tally.requests(),
                tally.tooOld() + dropped,
                tally.rejected(),
                lost,
                tally.cut(),
                lag(now),
                tally.lastSuccessMillis(),
                telling.current());
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

    private Duration send() throws InterruptedException, IOException {
        byte[] body = PushBody.of(batch.entries(), labels);
        Outcome outcome = sender.post(body, PushBody.HEADERS);
        int lines = batch.entries().size();
        tally = tally.withRequest(body.length);
        return switch (outcome) {
            case Outcome.Accepted accepted
            when accepted.status() == BLOCKED ->
                later(Optional.empty(), "the receiver has blocked us and stores nothing (260)");
            case Outcome.Accepted accepted when accepted.isPage() -> later(Optional.empty(), Outcome.Accepted.PAGE);
            case Outcome.Accepted _ -> {
                tally = tally.withSent(lines, clock.now().toEpochMilli());
                telling.fine();
                yield done();
            }
            case Outcome.Rejected rejected
            when clockIsWrong(rejected.date()) ->
                later(
                        Optional.empty(),
                        "the clock of this device says " + clock.now() + ", that of the receiver "
                                + rejected.date().orElseThrow() + ": " + rejected.words());
            case Outcome.Rejected rejected -> {
                tally = tally.withRejected(lines);
                say.accept("logs to \"" + config.name() + "\": a batch of " + lines
                        + " lines was refused, a part of it may be stored: " + rejected.words());
                yield done();
            }
            case Outcome.RetryLater retry -> later(retry.after(), retry.words());
        };
    }

    private boolean clockIsWrong(Optional<Instant> theirs) {
        return theirs.map(time -> Duration.between(time, clock.now()).abs())
                .filter(off -> off.compareTo(LokiLimits.MAX_AHEAD) >= 0)
                .isPresent();
    }

    /** The next batch follows at once: a backlog drains as fast as the receiver takes it. */
    private Duration done() {
        backoff.reset();
        acknowledge();
        tell();
        return Duration.ZERO;
    }

    private void acknowledge() {
        sources.values().forEach(LogSource::acknowledge);
        batch = new LogBatch();
    }

    /** Goes on looking while it waits, so that what comes in gets its time. */
    private Duration later(Optional<Duration> after, String why) throws InterruptedException, IOException {
        telling.trouble(why);
        tell();
        long until = clock.nanoTime() + backoff.next(after).toNanos();
        for (long left = until - clock.nanoTime(); left > 0; left = until - clock.nanoTime()) {
            if (ending.await(Math.min(TICK.toMillis(), left / 1_000_000 + 1), TimeUnit.MILLISECONDS)) {
                return TICK;
            }
            gather();
            save(OFFLINE_SAVE);
        }
        return Duration.ZERO;
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
