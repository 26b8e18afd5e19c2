// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.util.List;
import java.util.stream.Collectors;
import peaceofmind.contract.alert.Severity;
import peaceofmind.foundation.time.LocalTimestamp;

/** Combines messages into one. */
final class Digest {

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
}
