// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.JsonException;

/**
 * The queued messages of one channel, on disk in a file each and all in memory as well: an alert about a failing disk must not be lost
 * because that disk cannot be written. Thread-safe.
 */
final class Outbox {

    /** Beyond it, the oldest messages are dropped. */
    static final int MAX_MESSAGES = 200;

    private static final String SUFFIX = ".json";
    private final Path folder;
    private final Consumer<String> warn;
    private final TreeMap<String, Message> waiting = new TreeMap<>();
    private final List<Instant> sentTimes = new ArrayList<>();
    private boolean writeFailing;
    private long changes;
    private long dropped;

    Outbox(Path folder, Consumer<String> warn) throws IOException {
        this.folder = folder;
        this.warn = warn;
        Files.createDirectories(folder);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                load(file);
            }
        }
        if (Files.exists(sentFile())) {
            loadSentTimes();
        }
    }

    private void load(Path file) throws IOException {
        try {
            Message message = Message.parse(Files.readString(file));
            waiting.put(message.id(), message);
        } catch (JsonException | IOException corrupt) {
            warn.accept("cannot read a queued notification: " + ErrorText.of(corrupt) + "; its file is now "
                    + DurableFile.moveAside(file));
        }
    }

    private void loadSentTimes() throws IOException {
        try {
            Arrays.stream(Files.readString(sentFile()).split("\n", -1))
                    .filter(line -> !line.isBlank())
                    .map(Long::parseLong)
                    .map(Instant::ofEpochMilli)
                    .forEach(sentTimes::add);
        } catch (NumberFormatException corrupt) {
            warn.accept("cannot read how many notifications were sent in the last hour; the file is now "
                    + DurableFile.moveAside(sentFile()));
        }
    }

    synchronized void put(Message message) {
        waiting.put(message.id(), message);
        while (waiting.size() > MAX_MESSAGES) {
            dropped++;
            delete(waiting.pollFirstEntry().getKey());
        }
        write(folder.resolve(message.id() + SUFFIX), message.toJson().toJson());
        changes++;
        notifyAll();
    }

    /** Oldest first. */
    synchronized List<Message> waiting() {
        return List.copyOf(waiting.values());
    }

    /** Removes messages that the receiver accepted as one. */
    synchronized void markSent(List<Message> messages, Instant at) {
        for (Message message : messages) {
            waiting.remove(message.id());
            delete(message.id());
        }
        sentTimes.add(at);
        countSent(at.minus(Duration.ofHours(1)), at);
        StringBuilder text = new StringBuilder();
        sentTimes.forEach(one -> text.append(one.toEpochMilli()).append('\n'));
        write(sentFile(), text.toString());
    }

    synchronized void drop(Message message) {
        dropped++;
        waiting.remove(message.id());
        delete(message.id());
    }

    /** Number of messages sent in that period; discards the others. */
    synchronized int countSent(Instant from, Instant to) {
        sentTimes.removeIf(at -> at.isBefore(from) || at.isAfter(to));
        return sentTimes.size();
    }

    /** Number of messages that were dropped without being delivered. */
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

    private Path sentFile() {
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

    private void delete(String id) {
        try {
            Files.deleteIfExists(folder.resolve(id + SUFFIX));
        } catch (IOException problem) {
            warn.accept("cannot remove a sent notification, it may be sent again after a restart: "
                    + ErrorText.of(problem));
        }
    }
}
