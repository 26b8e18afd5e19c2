// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;

/** Alerts as JSON, for the state file and for responses. */
public final class AlertJson {

    private static final Instant MIN_TIME = Instant.parse("1969-01-01T00:00:00Z");
    private static final Instant MAX_TIME = Instant.parse("9999-01-01T00:00:00Z");

    private AlertJson() {}

    public static JsonObject of(Alert alert) {
        Json.ObjectBuilder json = Json.object()
                .put("name", alert.rule().name())
                .put("severity", alert.rule().severity().label())
                .put("state", alert.resolvedAt().isPresent() ? "resolved" : alert.isFiring() ? "firing" : "pending")
                .put("labels", labels(alert.labels()))
                .put("since", alert.since().toString())
                .put("firing_since", alert.firingSince().map(Instant::toString))
                .put("quiet_since", alert.keepFiringSince().map(Instant::toString))
                .put("resolved_at", alert.resolvedAt().map(Instant::toString));
        alert.value().ifPresent(value -> json.put("value", value));
        return json.put("summary", alert.rule().summary())
                .put("what_to_do", alert.rule().whatToDo())
                .put("runbook", alert.rule().runbook())
                .build();
    }

    /** Reads what {@link #of} wrote; empty when the rule no longer exists or something is missing. */
    static Optional<Alert> parse(JsonObject json, Function<String, Optional<AlertRule>> rules) {
        Optional<AlertRule> rule = json.text("name").flatMap(rules);
        Optional<Instant> since = time(json, "since");
        if (rule.isEmpty() || since.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Alert(
                rule.get(),
                labels(json),
                since.get(),
                time(json, "firing_since"),
                time(json, "quiet_since"),
                json.number("value"),
                time(json, "resolved_at")));
    }

    static JsonObject labels(Map<String, String> labels) {
        Json.ObjectBuilder json = Json.object();
        labels.forEach(json::put);
        return json.build();
    }

    /** The labels in the member {@code labels}. */
    static SortedMap<String, String> labels(JsonObject json) {
        TreeMap<String, String> labels = new TreeMap<>();
        json.object("labels")
                .ifPresent(object -> object.members().forEach((name, value) -> {
                    if (value instanceof JsonText text) {
                        labels.put(name, text.value());
                    }
                }));
        return labels;
    }

    /** An ISO 8601 time; empty when it is absent or not a time. */
    public static Optional<Instant> time(JsonObject json, String name) {
        return json.text(name).flatMap(AlertJson::time);
    }

    static Optional<Instant> time(String text) {
        try {
            // Times that nobody measured, such as those of a damaged file, cannot be calculated with.
            return Optional.of(Instant.parse(text)).filter(time -> time.isAfter(MIN_TIME) && time.isBefore(MAX_TIME));
        } catch (DateTimeParseException invalid) {
            return Optional.empty();
        }
    }
}
