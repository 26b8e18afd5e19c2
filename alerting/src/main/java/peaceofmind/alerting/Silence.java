// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Instant;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * Mutes notifications until a given time, at an operator's request.
 *
 * @param alert name of a rule, or {@link #ALL}
 */
public record Silence(long id, String alert, Instant until, String createdBy, String reason) {

    /** Matches every rule. */
    public static final String ALL = "*";

    boolean matches(String rule, Instant at) {
        return until.isAfter(at) && (alert.equals(ALL) || alert.equals(rule));
    }

    JsonObject toJson() {
        return Json.object()
                .put("id", id)
                .put("alert", alert)
                .put("until", until.toString())
                .put("by", createdBy)
                .put("why", reason)
                .build();
    }

    static Silence parse(JsonObject json) throws JsonException {
        return new Silence(
                json.integer("id").orElse(0L),
                json.text("alert").orElseThrow(() -> new JsonException("a silence without \"alert\"")),
                AlertJson.time(json, "until").orElseThrow(() -> new JsonException("a silence without \"until\"")),
                json.text("by").orElse(""),
                json.text("why").orElse(""));
    }
}
