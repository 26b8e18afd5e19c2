// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.linux.LineProcess;

/**
 * The systemd journal, read by {@code journalctl --follow} from the cursor of the last acknowledged entry: the journal itself is the
 * buffer. Entries have their own timestamps. A missing journal is logged once.
 */
final class JournalSource implements LogSource {

    /** Entries to read ahead; a full queue blocks journalctl. */
    private static final int MAX_QUEUED_ENTRIES = 500;

    /** Fits any message that Loki accepts, as JSON, where a byte can become six characters. */
    private static final int MAX_LINE_BYTES = 2 * 1024 * 1024;

    private static final Duration MAX_RESTART_PAUSE = Duration.ofMinutes(5);

    private final JournalConfig config;
    private final Clock clock;
    private final Consumer<String> warn;
    private final BlockingQueue<JournalEntry> queue = new ArrayBlockingQueue<>(MAX_QUEUED_ENTRIES);
    private final AtomicLong lost = new AtomicLong();
    private final Thread reader;
    private volatile Optional<LineProcess> running = Optional.empty();
    private volatile boolean closed;
    private Optional<String> readCursor;
    private Optional<String> takenCursor;
    private Optional<String> acknowledgedCursor;
    private long newestNanos;
    private OptionalLong oldestTakenNanos = OptionalLong.empty();
    private boolean changed;

    JournalSource(JournalConfig config, Optional<JsonObject> saved, Clock clock, Consumer<String> warn) {
        this.config = config;
        this.clock = clock;
        this.warn = warn;
        this.acknowledgedCursor = saved.flatMap(object -> object.text("cursor"));
        this.newestNanos = saved.flatMap(object -> object.integer("newest")).orElse(Long.MIN_VALUE / 2);
        this.takenCursor = acknowledgedCursor;
        this.readCursor = acknowledgedCursor;
        // A platform thread: the child process dies with the thread that started it.
        this.reader = Thread.ofPlatform().daemon().name("journal").start(this::runReader);
    }

    private void runReader() {
        Duration pause = Duration.ofSeconds(1);
        Optional<String> lastWarning = Optional.empty();
        try {
            while (!closed) {
                long startNanos = clock.nanoTime();
                Optional<String> reason = readUntilExit();
                if (closed) {
                    return;
                }
                boolean lasted =
                        clock.nanoTime() - startNanos > Duration.ofMinutes(1).toNanos();
                pause = lasted ? Duration.ofSeconds(1) : min(pause.multipliedBy(2), MAX_RESTART_PAUSE);
                if (reason.isPresent() && !reason.equals(lastWarning)) {
                    warn.accept("cannot read the journal, will retry: " + reason.get());
                    lastWarning = reason;
                }
                clock.sleep(pause);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads until journalctl exits; returns why it did. */
    private Optional<String> readUntilExit() throws InterruptedException {
        try (LineProcess lines = LineProcess.start(command(readCursor, clock.now()), MAX_LINE_BYTES)) {
            running = Optional.of(lines);
            boolean anyLine = false;
            for (Optional<String> line = lines.readLine(); line.isPresent() && !closed; line = lines.readLine()) {
                anyLine = true;
                enqueue(line.get());
            }
            lost.addAndGet(lines.droppedLines());
            if (!anyLine && lines.lastError().contains("cursor")) {
                // The entry is gone, or the journal was replaced: continue with entries newer than the last one sent.
                readCursor = Optional.empty();
            }
            return Optional.of(lines.lastError().isEmpty() ? config.command() + " exited" : lines.lastError());
        } catch (IOException failure) {
            return Optional.of(ErrorText.of(failure));
        } finally {
            running = Optional.empty();
        }
    }

    private void enqueue(String line) throws InterruptedException {
        try {
            Optional<JournalEntry> entry = JournalEntry.parse(line);
            if (entry.isPresent() && !Optional.of(entry.get().cursor()).equals(readCursor)) {
                while (!closed && !queue.offer(entry.get(), 1, TimeUnit.SECONDS)) {
                    // The sender is behind: block journalctl.
                }
                readCursor = Optional.of(entry.get().cursor());
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
            // Not --after-cursor: when the cursor's entry has been vacuumed, some versions skip the first one after it.
            command.add("--cursor=" + cursor.get());
        } else if (newestNanos > 0) {
            command.add("--since=@" + newestNanos / 1_000_000_000);
        } else {
            command.add("--since=@" + now.minus(config.initialLookback()).getEpochSecond());
        }
        config.units().forEach(unit -> command.add("--unit=" + unit));
        config.priority().ifPresent(priority -> command.add("--priority=" + priority));
        return command;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void poll(Instant now) {
        // The reader thread does it.
    }

    @Override
    public Optional<LogEntry> next(Instant now) {
        JournalEntry entry = queue.poll();
        if (entry == null) {
            return Optional.empty();
        }
        takenCursor = Optional.of(entry.cursor());
        long nowNanos = LokiLimits.nanos(now);
        newestNanos = LokiLimits.plausibleNewest(newestNanos, nowNanos);
        boolean plausible = entry.nanos() >= LokiLimits.nanos(LokiLimits.MIN_PLAUSIBLE_TIME)
                && entry.nanos() <= nowNanos + LokiLimits.MAX_AHEAD.toNanos() / 2;
        // Entries from before the clock was set get the timestamp of their predecessor.
        long entryNanos = plausible ? entry.nanos() : newestNanos > 0 ? newestNanos + 1 : nowNanos;
        long nanos = LokiLimits.clampToOrder(entryNanos, newestNanos);
        newestNanos = Math.max(newestNanos, nanos);
        oldestTakenNanos = oldestTakenNanos.isPresent() ? oldestTakenNanos : OptionalLong.of(nanos);
        Map<String, String> labels = new HashMap<>();
        entry.unit().ifPresent(unit -> labels.put("unit", unit));
        labels.put(
                "level",
                entry.priority().flatMap(LogLevels::ofPriority).orElseGet(() -> LogLevels.ofLine(entry.message())));
        return Optional.of(new LogEntry(labels, nanos, entry.message()));
    }

    @Override
    public void acknowledge() {
        changed |= !takenCursor.equals(acknowledgedCursor);
        acknowledgedCursor = takenCursor;
        oldestTakenNanos = OptionalLong.empty();
    }

    /** The journal's own timestamps do not change. */
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
        acknowledgedCursor.ifPresent(cursor -> saved.put("cursor", cursor));
        return saved.put("newest", newestNanos).build();
    }

    @Override
    public OptionalLong oldestNanos() {
        if (oldestTakenNanos.isPresent()) {
            return oldestTakenNanos;
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
