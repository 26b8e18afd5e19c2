// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.events;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.RecordLog;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.JsonException;

/**
 * Stores events on the disk, in order, limited in size. {@link #record} never throws and never waits for the disk: a thread of the
 * journal's own writes. While the disk fails, the newest {@link #MAX_PENDING_EVENTS} events stay in memory and are retried; dropped
 * ones are counted. Thread-safe.
 */
public final class EventJournal implements AutoCloseable {

    static final int MAX_PENDING_EVENTS = 1000;

    /** Newest events that are cached in memory: {@link #after} does not need the disk. */
    private static final int MAX_RECENT_EVENTS = 1000;

    /** With an event every millisecond it would be reached in 285,000 years; a greater one is damage. */
    private static final long MAX_SEQUENCE = 1L << 53;

    /** Whatever a heartbeat or a service manager says: an event always fits into the file. */
    private static final int MAX_REASON_CHARS = 4000;

    private static final Duration RETRY_DELAY = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final RecordLog log;
    private final Clock clock;
    private final Deque<Event> pending = new ArrayDeque<>();
    private final Deque<Event> recent = new ArrayDeque<>();
    private long nextSequence;
    private long dropped;
    private boolean closed;
    private Optional<String> lastError;

    private EventJournal(RecordLog log, Clock clock, List<Event> loaded, Optional<String> lastError) {
        this.log = log;
        this.clock = clock;
        this.lastError = lastError;
        this.nextSequence = loaded.isEmpty() ? 0 : loaded.getLast().sequence() + 1;
        loaded.stream().skip(Math.max(0, loaded.size() - MAX_RECENT_EVENTS)).forEach(recent::add);
    }

    /**
     * Opens a journal. A file that cannot be read is moved aside and reported by {@link #lastError}; it is never fatal.
     *
     * @param maxBytes limit of the space on the disk
     */
    public static EventJournal open(Path file, long maxBytes, Clock clock) {
        RecordLog log = new RecordLog(file, maxBytes);
        List<String> problems = new ArrayList<>(log.moveForeignAside());
        try {
            // A rotation that was interrupted by a power cut can leave an event in both files.
            Map<Long, Event> events = new TreeMap<>();
            long unreadable = 0;
            for (String record : log.read()) {
                try {
                    Event event = Event.parse(record);
                    if (event.sequence() < 0 || event.sequence() > MAX_SEQUENCE) {
                        throw new JsonException("no sequence number of ours: " + event.sequence());
                    }
                    events.put(event.sequence(), event);
                } catch (JsonException | RuntimeException invalid) {
                    unreadable++;
                }
            }
            long damaged = log.damagedLines() + unreadable;
            if (damaged > 0) {
                problems.add(damaged + " damaged record(s) in " + file + " were skipped");
            }
            return start(new EventJournal(log, clock, List.copyOf(events.values()), problem(problems)));
        } catch (IOException unreadable) {
            problems.add(moveAside(file, unreadable));
            return start(new EventJournal(log, clock, List.of(), problem(problems)));
        }
    }

    private static Optional<String> problem(List<String> problems) {
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    private static EventJournal start(EventJournal journal) {
        Thread.ofPlatform().daemon().name("journal").start(journal::writeLoop);
        return journal;
    }

    private static String moveAside(Path file, IOException cause) {
        try {
            return file + " cannot be read (" + ErrorText.of(cause) + "); moved to " + DurableFile.moveAside(file);
        } catch (IOException moveFailure) {
            return file + " can neither be read nor moved aside: " + ErrorText.of(moveFailure);
        }
    }

    /** Records an event now. */
    public Event record(EventKind kind, Optional<String> service, String reason) {
        return record(kind, service, reason, Optional.empty());
    }

    /** Records an event now, with the time since the service's last good beat. */
    public synchronized Event record(
            EventKind kind, Optional<String> service, String reason, Optional<Duration> sinceGoodBeat) {
        String plain = PlainText.of(reason);
        String text = plain.length() <= MAX_REASON_CHARS ? plain : plain.substring(0, MAX_REASON_CHARS) + "…";
        Event event = new Event(nextSequence++, clock.now(), kind, service, text, sinceGoodBeat);
        addBounded(recent, event, MAX_RECENT_EVENTS);
        if (addBounded(pending, event, MAX_PENDING_EVENTS)) {
            dropped++;
        }
        notifyAll();
        return event;
    }

    private static boolean addBounded(Deque<Event> events, Event event, int max) {
        events.addLast(event);
        if (events.size() > max) {
            events.removeFirst();
            return true;
        }
        return false;
    }

    /** The newest {@code limit} events with a sequence above {@code sequence}, oldest first. */
    public synchronized List<Event> after(long sequence, int limit) {
        List<Event> loaded = new ArrayList<>(
                recent.stream().filter(event -> event.sequence() > sequence).toList());
        loaded.sort(Comparator.comparingLong(Event::sequence));
        return loaded.subList(Math.max(0, loaded.size() - limit), loaded.size());
    }

    /** Number of events that never reached the disk. */
    public synchronized long dropped() {
        return dropped;
    }

    /** What is wrong with the file; empty if nothing is. */
    public synchronized Optional<String> lastError() {
        return lastError;
    }

    /** Waits until everything is on the disk; returns false after the time limit. */
    public synchronized boolean flush(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!pending.isEmpty()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    @Override
    public void close() {
        try {
            flush(CLOSE_TIMEOUT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            closed = true;
            notifyAll();
        }
    }

    private void writeLoop() {
        try {
            Optional<Event> next = awaitNext();
            while (next.isPresent()) {
                append(next.get());
                next = awaitNext();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<Event> awaitNext() throws InterruptedException {
        while (pending.isEmpty() && !closed) {
            wait();
        }
        return closed ? Optional.empty() : Optional.of(pending.getFirst());
    }

    private void append(Event event) throws InterruptedException {
        try {
            // Without the lock: nobody must wait for a disk that hangs.
            log.append(event.toJson().toJson());
            synchronized (this) {
                pending.remove(event);
                lastError = Optional.empty();
                notifyAll();
            }
        } catch (IOException | RuntimeException | Error failure) {
            // Whatever it is, such as too little memory: the thread continues, and the event is tried again.
            synchronized (this) {
                lastError = Optional.of("the event journal cannot be written: " + ErrorText.of(failure));
                awaitRetry();
            }
        }
    }

    private synchronized void awaitRetry() throws InterruptedException {
        long until = System.nanoTime() + RETRY_DELAY.toNanos();
        for (long left = RETRY_DELAY.toMillis(); left > 0 && !closed; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }
}
