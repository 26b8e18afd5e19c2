// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import peaceofmind.alerting.AlertJson;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.LocalTimestamp;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * The messages that a channel's receiver refused for good: put aside in the folder {@code refused}, and remembered in
 * {@code unreported} until a later message has said so. Without a working disk, only in memory. Thread-safe.
 */
final class RefusedMessages {

    /** Older ones are removed. */
    private static final int MAX_FILES = 20;

    /** The others are only counted. */
    private static final int MAX_QUOTED = 5;

    private static final int MAX_REASON_CHARS = 200;
    private static final int MAX_STATE_BYTES = 1024 * 1024;

    private final Path folder;
    private final Path stateFile;
    private final Consumer<String> warn;
    private final List<RefusedMessage> unreported = new ArrayList<>();

    /**
     * A message that was refused.
     *
     * @param at when what it was about happened
     */
    record RefusedMessage(Instant at, String subject, String reason) {

        JsonObject toJson() {
            return Json.object()
                    .put("at", at.toString())
                    .put("subject", subject)
                    .put("reason", reason)
                    .build();
        }

        static Optional<RefusedMessage> parse(JsonObject json) {
            return AlertJson.time(json, "at")
                    .map(at -> new RefusedMessage(
                            at,
                            json.text("subject").orElse(""),
                            json.text("reason").orElse("")));
        }
    }

    /** @param channelFolder the channel's own folder */
    RefusedMessages(Path channelFolder, Consumer<String> warn) {
        this.folder = channelFolder.resolve("refused");
        this.stateFile = channelFolder.resolve("unreported");
        this.warn = warn;
        load();
    }

    private void load() {
        try {
            Optional<String> text = StateFile.read(stateFile, MAX_STATE_BYTES);
            if (text.isPresent()) {
                for (Json item : Json.parseObject(text.get()).items("refused")) {
                    if (item instanceof JsonObject refusal && unreported.size() < Outbox.MAX_MESSAGES) {
                        RefusedMessage.parse(refusal).ifPresent(unreported::add);
                    }
                }
            }
        } catch (IOException | JsonException corrupt) {
            warn.accept("cannot read which notifications were refused: " + ErrorText.of(corrupt) + "; "
                    + StateFile.moveAside(stateFile));
        }
    }

    /** Where they are put. */
    Path folder() {
        return folder;
    }

    synchronized void add(Message message, String reason, Instant at) {
        String text = PlainText.of(reason);
        String limited = text.length() <= MAX_REASON_CHARS ? text : text.substring(0, MAX_REASON_CHARS) + "…";
        unreported.add(new RefusedMessage(message.at(), message.subject(), limited));
        if (unreported.size() > Outbox.MAX_MESSAGES) {
            unreported.removeFirst();
        }
        try {
            StateFile.createFolder(folder, warn);
            Json.ObjectBuilder json =
                    Json.object().put("refused_at", at.toString()).put("reason", text);
            message.toJson().members().forEach(json::put);
            DurableFile.replace(
                    folder.resolve(message.id() + ".json"), json.build().toJson(), "rw-------");
            removeOldest();
        } catch (IOException problem) {
            warn.accept("cannot put a refused notification aside: " + ErrorText.of(problem));
        }
        save();
    }

    private void removeOldest() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> newestFirst = files.sorted(
                            Comparator.comparing(Path::toString).reversed())
                    .toList();
            for (Path old : newestFirst.subList(Math.min(MAX_FILES, newestFirst.size()), newestFirst.size())) {
                Files.deleteIfExists(old);
            }
        }
    }

    /** Those that no message has mentioned yet, oldest first. */
    synchronized List<RefusedMessage> unreported() {
        return List.copyOf(unreported);
    }

    /** A message that mentions these was accepted. */
    synchronized void markReported(List<RefusedMessage> refusals) {
        if (!refusals.isEmpty()) {
            unreported.removeAll(refusals);
            save();
        }
    }

    private void save() {
        try {
            if (unreported.isEmpty()) {
                Files.deleteIfExists(stateFile);
            } else {
                DurableFile.replace(
                        stateFile,
                        Json.object()
                                .put(
                                        "refused",
                                        unreported.stream()
                                                .map(RefusedMessage::toJson)
                                                .toList())
                                .build()
                                .toJson(),
                        "rw-------");
            }
        } catch (IOException problem) {
            warn.accept("cannot save which notifications were refused: " + ErrorText.of(problem));
        }
    }

    /**
     * What the next message says about them.
     *
     * @param quotes whether their subjects and the receiver's reasons may be repeated: they may be why the receiver refuses messages
     */
    static String note(List<RefusedMessage> refusals, boolean quotes) {
        String count = refusals.size() == 1 ? "1 earlier message was" : refusals.size() + " earlier messages were";
        StringBuilder note = new StringBuilder(count).append(" refused by the receiver and not delivered");
        if (!quotes) {
            return note.append("; the agent's log says which.").toString();
        }
        note.append(':');
        for (RefusedMessage refusal : refusals.subList(0, Math.min(MAX_QUOTED, refusals.size()))) {
            note.append(" \"")
                    .append(refusal.subject())
                    .append("\" of ")
                    .append(LocalTimestamp.format(refusal.at()))
                    .append(" (")
                    .append(refusal.reason())
                    .append(");");
        }
        note.setLength(note.length() - 1);
        int more = refusals.size() - MAX_QUOTED;
        return note.append(more > 0 ? "; and " + more + " more." : ".").toString();
    }
}
