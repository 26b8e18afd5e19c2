// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.JsonException;

/**
 * The queued messages of one channel, on disk in a file each and all in memory as well: an alert about a failing disk must not be lost
 * because that disk cannot be written. Whatever is wrong with a file, the others are used. Thread-safe.
 */
final class Outbox {

    /** Beyond it, the oldest messages are dropped, critical ones last. */
    static final int MAX_MESSAGES = 200;

    /** Of one message: text, HTML and a chart. */
    private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

    private static final int MAX_ATTEMPTS_BYTES = 100_000;
    private static final String SUFFIX = ".json";
    private static final String CRITICAL_MARK = " critical";
    private static final Comparator<Message> OLDEST_FIRST =
            Comparator.comparing(Message::at).thenComparing(Message::id);

    private final Path folder;
    private final Consumer<String> warn;
    private final RefusedMessages refused;
    private final TreeMap<String, Message> waiting = new TreeMap<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private boolean writeFailing;
    private long changes;
    private long dropped;

    /** An attempt to send whose message the receiver accepted, or may have. */
    private record Attempt(Instant at, boolean critical) {

        String toLine() {
            return at.toEpochMilli() + (critical ? CRITICAL_MARK : "");
        }

        /** @throws NumberFormatException when it is no line of ours */
        static Attempt parse(String line) {
            boolean critical = line.endsWith(CRITICAL_MARK);
            String millis = critical ? line.substring(0, line.length() - CRITICAL_MARK.length()) : line;
            return new Attempt(Instant.ofEpochMilli(Long.parseLong(millis)), critical);
        }
    }

    Outbox(Path folder, Consumer<String> warn) {
        this.folder = folder;
        this.warn = warn;
        StateFile.createFolder(folder, warn);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                load(file);
            }
        } catch (IOException | RuntimeException unreadable) {
            warn.accept("cannot read the queued notifications in " + folder + ": " + ErrorText.of(unreadable));
        }
        loadAttempts();
        refused = new RefusedMessages(folder, warn);
    }

    private void load(Path file) {
        try {
            Optional<String> text = StateFile.read(file, MAX_MESSAGE_BYTES);
            if (text.isPresent()) {
                Message message = Message.parse(text.get());
                if (!file.endsWith(message.id() + SUFFIX)) {
                    throw new JsonException("its \"id\" is not its name");
                }
                waiting.put(message.id(), message);
            }
        } catch (JsonException | IOException corrupt) {
            warn.accept(
                    "cannot read a queued notification: " + ErrorText.of(corrupt) + "; " + StateFile.moveAside(file));
        }
    }

    private void loadAttempts() {
        try {
            StateFile.read(attemptsFile(), MAX_ATTEMPTS_BYTES)
                    .orElse("")
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> attempts.add(Attempt.parse(line)));
        } catch (IOException | NumberFormatException corrupt) {
            attempts.clear();
            warn.accept("cannot read how many notifications were sent in the last hour: " + ErrorText.of(corrupt) + "; "
                    + StateFile.moveAside(attemptsFile()));
        }
    }

    synchronized void put(Message message) {
        waiting.put(message.id(), message);
        while (waiting.size() > MAX_MESSAGES) {
            List<Message> others = waiting(false);
            drop(others.isEmpty() ? waiting(true).getFirst() : others.getFirst());
        }
        writeMessage(message);
        changes++;
        notifyAll();
    }

    private void writeMessage(Message message) {
        write(folder.resolve(message.id() + SUFFIX), message.toJson().toJson());
    }

    /** Oldest first. */
    synchronized List<Message> waiting() {
        return waiting.values().stream().sorted(OLDEST_FIRST).toList();
    }

    /** The critical ones, or the others; oldest first. */
    synchronized List<Message> waiting(boolean critical) {
        return waiting().stream()
                .filter(message -> message.isCritical() == critical)
                .toList();
    }

    /** Replaces the messages that {@code change} returns another version of, such as one with a corrected time. */
    synchronized void replaceAll(UnaryOperator<Message> change) {
        waiting.replaceAll((_, message) -> {
            Message changed = change.apply(message);
            if (!changed.equals(message)) {
                writeMessage(changed);
            }
            return changed;
        });
    }

    /** Removes messages that the receiver accepted as one. */
    synchronized void markSent(List<Message> messages, Instant at, boolean critical) {
        messages.forEach(message -> remove(message.id()));
        recordAttempt(at, critical);
    }

    /** The receiver may have accepted a message: it counts as one. */
    synchronized void recordAttempt(Instant at, boolean critical) {
        attempts.add(new Attempt(at, critical));
        countAttempts(at.minus(Duration.ofHours(1)), at, false);
        StringBuilder text = new StringBuilder();
        attempts.forEach(one -> text.append(one.toLine()).append('\n'));
        write(attemptsFile(), text.toString());
    }

    /** Removes a message that the receiver refuses for good. */
    synchronized void putAside(Message message, String reason, Instant at) {
        refused.add(message, reason, at);
        drop(message);
    }

    RefusedMessages refused() {
        return refused;
    }

    synchronized void drop(Message message) {
        dropped++;
        remove(message.id());
    }

    private void remove(String id) {
        waiting.remove(id);
        try {
            Files.deleteIfExists(folder.resolve(id + SUFFIX));
        } catch (IOException problem) {
            warn.accept("cannot remove a sent notification, it may be sent again after a restart: "
                    + ErrorText.of(problem));
        }
    }

    /**
     * Number of messages that were sent in that period, or may have been; discards the others.
     *
     * @param onlyCritical whether only critical ones count
     */
    synchronized int countAttempts(Instant from, Instant to, boolean onlyCritical) {
        attempts.removeIf(attempt -> attempt.at.isBefore(from) || attempt.at.isAfter(to));
        return Math.toIntExact(attempts.stream()
                .filter(attempt -> attempt.critical || !onlyCritical)
                .count());
    }

    /** Number of messages that were dropped or refused. */
    synchronized long dropped() {
        return dropped;
    }

    /** Waits for a new message, or until the timeout. */
    synchronized void await(Duration timeout) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        long changesBefore = changes;
        for (long remainingNanos = timeout.toNanos();
                remainingNanos > 0 && changes == changesBefore;
                remainingNanos = deadlineNanos - System.nanoTime()) {
            wait(remainingNanos / 1_000_000 + 1);
        }
    }

    private Path attemptsFile() {
        return folder.resolve("sent");
    }

    private void write(Path file, String text) {
        try {
            DurableFile.replace(file, text, "rw-------");
            writeFailing = false;
        } catch (IOException problem) {
            if (!writeFailing) {
                warn.accept(
                        "cannot write queued notifications to disk, keeping them in memory: " + ErrorText.of(problem));
            }
            writeFailing = true;
        }
    }
}
