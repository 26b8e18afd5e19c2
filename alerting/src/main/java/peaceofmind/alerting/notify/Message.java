// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.alerting.AlertJson;
import peaceofmind.alerting.Notification;
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
        String chart) {

    JsonObject toJson() {
        return Json.object()
                .put("id", id)
                .put("thread", threadId)
                .put("kind", kind.name().toLowerCase(Locale.ROOT))
                .put("severity", severity.label())
                .put("at", at.toString())
                .put("subject", subject)
                .put("text", text)
                .put("html", html)
                .put("chart", chart)
                .build();
    }

    static Message parse(String text) throws JsonException {
        JsonObject json = Json.parseObject(text);
        Optional<Instant> at = AlertJson.time(json, "at");
        try {
            return new Message(
                    json.text("id").orElseThrow(() -> new JsonException("no \"id\"")),
                    json.text("thread").orElse(""),
                    Notification.Kind.valueOf(json.text("kind").orElse("").toUpperCase(Locale.ROOT)),
                    json.text("severity").flatMap(Severity::parse).orElse(Severity.WARNING),
                    at.orElseThrow(() -> new JsonException("no \"at\"")),
                    json.text("subject").orElse(""),
                    json.text("text").orElse(""),
                    json.text("html").orElse(""),
                    json.text("chart").orElse(""));
        } catch (IllegalArgumentException unknownKind) {
            throw new JsonException("not a message: " + unknownKind.getMessage());
        }
    }
}
