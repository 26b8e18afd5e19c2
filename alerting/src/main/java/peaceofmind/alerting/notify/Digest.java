// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import peaceofmind.contract.alert.Severity;
import peaceofmind.foundation.time.LocalTimestamp;

/** Combines messages into one, and adds a note to delayed ones. */
final class Digest {

    private static final Duration DELAY_NOTE_AFTER = Duration.ofMinutes(5);

    private Digest() {}

    static Message of(List<Message> messages) {
        Message newest = messages.getLast();
        Severity worst = messages.stream()
                .map(Message::severity)
                .reduce(Severity.INFO, (one, other) -> one.isAtLeast(other) ? one : other);
        String lines = messages.stream()
                .map(one -> LocalTimestamp.format(one.at()) + "  " + one.subject())
                .collect(Collectors.joining("\n"));
        String text = "The hourly limit on messages was reached. Since then, oldest first:\n\n" + lines
                + "\n\nThe latest message:\n\n" + newest.text();
        return new Message(
                newest.id() + "-digest",
                newest.id() + "-digest",
                newest.kind(),
                worst,
                newest.at(),
                messages.size() + " messages, latest: " + newest.subject(),
                text,
                htmlBody(messages, newest, worst, lines).html(),
                "");
    }

    private static HtmlBody htmlBody(List<Message> messages, Message newest, Severity worst, String lines) {
        return new HtmlBody(
                worst == Severity.CRITICAL ? HtmlBody.Colour.CRITICAL : HtmlBody.Colour.WARNING,
                messages.size() + " messages",
                "hourly limit on messages reached",
                List.of(
                        new HtmlBody.Lines("Oldest first", lines.lines().toList()),
                        new HtmlBody.Text("The latest message", newest.text())),
                "");
    }

    /** Adds a note when the message is sent long after the event. */
    static Message withDelayNote(Message message, Instant now) {
        if (Duration.between(message.at(), now).compareTo(DELAY_NOTE_AFTER) < 0) {
            return message;
        }
        String note = "This happened at " + LocalTimestamp.format(message.at())
                + "; the device could not send it until " + LocalTimestamp.format(now) + ".";
        return new Message(
                message.id(),
                message.threadId(),
                message.kind(),
                message.severity(),
                message.at(),
                message.subject(),
                note + "\n\n" + message.text(),
                HtmlBody.withNote(message.html(), note),
                message.chart());
    }
}
