// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import peaceofmind.alerting.AlertJson;
import peaceofmind.alerting.Notification;
import peaceofmind.alerting.remote.MessageButton;
import peaceofmind.contract.alert.Severity;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * A rendered notification, ready to be sent.
 *
 * @param id unique; ids sort by time
 * @param threadId id of the first message about its incident
 * @param at when it happened
 * @param chart a PNG in Base64; empty when there is none
 * @param clock how the clock was set then; empty when nobody needs to know
 * @param buttons added when it is sent; their codes are secrets, and never written to the disk with it
 */
record Message(
        String id,
        String threadId,
        Notification.Kind kind,
        Severity severity,
        Instant at,
        String subject,
        String text,
        String html,
        String chart,
        Optional<ClockStamp> clock,
        List<MessageButton> buttons) {

    /** Also a file name. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

    Message {
        buttons = List.copyOf(buttons);
    }

    Message(
            String id,
            String threadId,
            Notification.Kind kind,
            Severity severity,
            Instant at,
            String subject,
            String text,
            String html,
            String chart) {
        this(id, threadId, kind, severity, at, subject, text, html, chart, Optional.empty(), List.of());
    }

    boolean isCritical() {
        return severity == Severity.CRITICAL;
    }

    /** Whether {@link #at} says nothing about when it happened. */
    boolean isTimeUnknown() {
        return clock.isPresent() && clock.get().timeUnknown();
    }

    Message withTime(Instant newAt, ClockStamp newClock) {
        return new Message(
                id, threadId, kind, severity, newAt, subject, text, html, chart, Optional.of(newClock), buttons);
    }

    Message withButtons(List<MessageButton> newButtons) {
        return new Message(id, threadId, kind, severity, at, subject, text, html, chart, clock, newButtons);
    }

    /** The message with a note at its start. */
    Message withNote(String note) {
        return new Message(
                id,
                threadId,
                kind,
                severity,
                at,
                subject,
                note + "\n\n" + text,
                HtmlBody.withNote(html, note),
                chart,
                clock,
                buttons);
    }

    JsonObject toJson() {
        Json.ObjectBuilder json = Json.object()
                .put("id", id)
                .put("thread", threadId)
                .put("kind", kind.name().toLowerCase(Locale.ROOT))
                .put("severity", severity.label())
                .put("at", at.toString())
                .put("subject", subject)
                .put("text", text)
                .put("html", html)
                .put("chart", chart);
        clock.ifPresent(stamp -> json.put("clock", stamp.toJson()));
        return json.build();
    }

    static Message parse(String text) throws JsonException {
        JsonObject json = Json.parseObject(text);
        Optional<Instant> at = AlertJson.time(json, "at");
        try {
            return new Message(
                    json.text("id")
                            .filter(id -> ID.matcher(id).matches())
                            .orElseThrow(() -> new JsonException("no \"id\" that is a file name")),
                    json.text("thread").orElse(""),
                    Notification.Kind.valueOf(json.text("kind").orElse("").toUpperCase(Locale.ROOT)),
                    json.text("severity").flatMap(Severity::parse).orElse(Severity.WARNING),
                    at.orElseThrow(() -> new JsonException("no \"at\"")),
                    json.text("subject").orElse(""),
                    json.text("text").orElse(""),
                    json.text("html").orElse(""),
                    json.text("chart").orElse(""),
                    json.object("clock").flatMap(ClockStamp::parse),
                    List.of());
        } catch (IllegalArgumentException unknownKind) {
            throw new JsonException("not a message: " + unknownKind.getMessage());
        }
    }
}
