package peaceofmind.alerting.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import peaceofmind.contract.alert.Severity;

/** Many messages as one, and old ones with a word about that. */
final class Digest {

    private static final Duration DELAY_NOTE_AFTER = Duration.ofMinutes(5);

    private Digest() {}

    static Message of(List<Message> messages) {
        Message newest = messages.getLast();
        Severity worst = messages.stream()
                .map(Message::severity)
                .reduce(Severity.INFO, (one, other) -> one.isAtLeast(other) ? one : other);
        String lines = messages.stream()
                .map(one -> MessageTemplate.formatTime(one.at(), ZoneId.systemDefault()) + "  " + one.subject())
                .collect(Collectors.joining("\n"));
        String text = "More happened than is told one by one in an hour. In order:\n\n" + lines + "\n\nThe newest:\n\n"
                + newest.text();
        return new Message(
                newest.id() + "-digest",
                newest.id() + "-digest",
                newest.kind(),
                worst,
                newest.at(),
                messages.size() + " messages, the newest: " + newest.subject(),
                text,
                htmlBody(messages, newest, worst, lines).html(),
                "");
    }

    private static HtmlBody htmlBody(List<Message> messages, Message newest, Severity worst, String lines) {
        return new HtmlBody(
                worst == Severity.CRITICAL ? HtmlBody.Colour.CRITICAL : HtmlBody.Colour.WARNING,
                messages.size() + " messages",
                "more than is told one by one in an hour",
                List.of(
                        new HtmlBody.Lines("In order", lines.lines().toList()),
                        new HtmlBody.Text("The newest", newest.text())),
                "");
    }

    /** Says so when it is sent long after it happened. */
    static Message withDelayNote(Message message, Instant now) {
        if (Duration.between(message.at(), now).compareTo(DELAY_NOTE_AFTER) < 0) {
            return message;
        }
        String note = "This happened at " + MessageTemplate.formatTime(message.at(), ZoneId.systemDefault())
                + "; the device could not tell it before " + MessageTemplate.formatTime(now, ZoneId.systemDefault()) + ".";
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
