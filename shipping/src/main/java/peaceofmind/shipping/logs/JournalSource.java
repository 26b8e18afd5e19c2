package peaceofmind.shipping.logs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.LineProcess;

/**
 * The systemd journal, by {@code journalctl --follow}: read from the cursor of the last acknowledged entry on, so that the journal
 * itself is what waits. Entries have their own time stamps. Where there is no journal, that is said once.
 */
final class JournalSource implements LogSource {

    /** Entries read ahead; a full queue makes journalctl wait. */
    private static final int MAX_AHEAD = 500;

    /** An entry with a message that Loki could take, as JSON, in which a byte can become six characters. */
    private static final int MAX_LINE_BYTES = 2 * 1024 * 1024;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final JournalConfig config;
    private final Clock clock;
    private final Consumer<String> say;
    private final BlockingQueue<JournalEntry> queue = new ArrayBlockingQueue<>(MAX_AHEAD);
    private final AtomicLong lost = new AtomicLong();
    private final Thread reader;
    private volatile Optional<LineProcess> running = Optional.empty();
    private volatile boolean closed;
    private Optional<String> readTo;
    private Optional<String> taken;
    private Optional<String> acknowledged;
    private long newestNanos;
    private OptionalLong oldestTaken = OptionalLong.empty();
    private boolean changed;

    JournalSource(JournalConfig config, Optional<JsonObject> saved, Clock clock, Consumer<String> say) {
        this.config = config;
        this.clock = clock;
        this.say = say;
        this.acknowledged = saved.flatMap(object -> object.text("cursor"));
        this.newestNanos = saved.flatMap(object -> object.integer("newest")).orElse(Long.MIN_VALUE / 2);
        this.taken = acknowledged;
        this.readTo = acknowledged;
        // A platform thread: the command dies with the thread that started it.
        this.reader = Thread.ofPlatform().daemon().name("journal").start(this::read);
    }

    private void read() {
        Duration pause = Duration.ofSeconds(1);
        Optional<String> told = Optional.empty();
        try {
            while (!closed) {
                long before = clock.nanoTime();
                Optional<String> why = readOnce();
                if (closed) {
                    return;
                }
                boolean lasted =
                        clock.nanoTime() - before > Duration.ofMinutes(1).toNanos();
                pause = lasted ? Duration.ofSeconds(1) : min(pause.multipliedBy(2), LONGEST_PAUSE);
                if (why.isPresent() && !why.equals(told)) {
                    say.accept("the journal cannot be read: " + why.get() + "; it is tried again");
                    told = why;
                }
                clock.sleep(pause);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until the command ends; says why. */
    private Optional<String> readOnce() throws InterruptedException {
        try (LineProcess lines = LineProcess.start(command(readTo, clock.now()), MAX_LINE_BYTES)) {
            running = Optional.of(lines);
            boolean any = false;
            for (Optional<String> line = lines.readLine(); line.isPresent() && !closed; line = lines.readLine()) {
                any = true;
                take(line.get());
            }
            lost.addAndGet(lines.droppedLines());
            if (!any && lines.lastError().contains("cursor")) {
                // The entry is no more, or the journal is another one: go on with what is younger than the last one
                // sent.
                readTo = Optional.empty();
            }
            return Optional.of(lines.lastError().isEmpty() ? config.command() + " ended" : lines.lastError());
        } catch (IOException missing) {
            return Optional.of(String.valueOf(missing.getMessage()));
        } finally {
            running = Optional.empty();
        }
    }

    private void take(String line) throws InterruptedException {
        try {
            Optional<JournalEntry> entry = JournalEntry.parse(line);
            if (entry.isPresent()) {
                while (!closed && !queue.offer(entry.get(), 1, TimeUnit.SECONDS)) {
                    // The sender is behind: journalctl waits.
                }
                readTo = Optional.of(entry.get().cursor());
            }
        } catch (JsonException malformed) {
            lost.incrementAndGet();
        }
    }

    List<String> command(Optional<String> cursor, Instant now) {
        List<String> command = new ArrayList<>(List.of(
                config.command().toString(),
                "--output=json",
                "--all",
                "--follow",
                "--no-tail",
                "--no-pager",
                "--quiet",
                "--output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT,SYSLOG_IDENTIFIER"));
        if (cursor.isPresent()) {
            command.add("--after-cursor=" + cursor.get());
        } else if (newestNanos > 0) {
            command.add("--since=@" + newestNanos / 1_000_000_000);
        } else {
            command.add("--since=@" + now.minus(config.firstTime()).getEpochSecond());
        }
        config.units().forEach(unit -> command.add("--unit=" + unit));
        config.priority().ifPresent(priority -> command.add("--priority=" + priority));
        return command;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void look(Instant now) {
        // The reader's thread does.
    }

    @Override
    public Optional<LogEntry> next(Instant now) {
        JournalEntry entry = queue.poll();
        if (entry == null) {
            return Optional.empty();
        }
        taken = Optional.of(entry.cursor());
        long nowNanos = LokiLimits.nanos(now);
        boolean plausible = entry.nanos() >= LokiLimits.nanos(LokiLimits.CLOCK_IS_SET_AFTER)
                && entry.nanos() <= nowNanos + LokiLimits.MAX_AHEAD.toNanos() / 2;
        // Entries from before the clock was set get the time of the one before them.
        long own = plausible ? entry.nanos() : newestNanos > 0 ? newestNanos + 1 : nowNanos;
        long nanos = LokiLimits.inOrder(own, newestNanos);
        newestNanos = Math.max(newestNanos, nanos);
        oldestTaken = oldestTaken.isPresent() ? oldestTaken : OptionalLong.of(nanos);
        Map<String, String> labels = new HashMap<>();
        entry.unit().ifPresent(unit -> labels.put("unit", unit));
        labels.put(
                "level", entry.priority().flatMap(Levels::ofPriority).orElseGet(() -> Levels.ofLine(entry.message())));
        return Optional.of(new LogEntry(labels, nanos, entry.message()));
    }

    @Override
    public void acknowledge() {
        changed |= !taken.equals(acknowledged);
        acknowledged = taken;
        oldestTaken = OptionalLong.empty();
    }

    /** The journal's time stamps do not change. */
    @Override
    public boolean mustSaveFirst() {
        return false;
    }

    @Override
    public boolean isChanged() {
        return changed;
    }

    @Override
    public JsonObject save() {
        changed = false;
        Json.ObjectBuilder saved = Json.object();
        acknowledged.ifPresent(cursor -> saved.put("cursor", cursor));
        return saved.put("newest", newestNanos).build();
    }

    @Override
    public OptionalLong oldestNanos() {
        if (oldestTaken.isPresent()) {
            return oldestTaken;
        }
        JournalEntry next = queue.peek();
        return next == null ? OptionalLong.empty() : OptionalLong.of(next.nanos());
    }

    @Override
    public long lost() {
        return lost.get();
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        running.ifPresent(LineProcess::close);
    }
}
