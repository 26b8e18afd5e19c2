// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import peaceofmind.contract.alert.Severity;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * An alert that is firing.
 *
 * @param summary what is wrong, a sentence without its full stop
 * @param whatToDo may be empty
 */
public record FiringAlert(String name, Severity severity, String summary, String whatToDo, Instant since) {

    /** One item of {@code firing} in the agent's answer to {@code alerts}; empty for something else. */
    public static Optional<FiringAlert> parse(JsonObject json) {
        Optional<Severity> severity = json.text("severity").flatMap(Severity::parse);
        Optional<Instant> since = json.text("since").flatMap(FiringAlert::time);
        if (severity.isEmpty() || since.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new FiringAlert(
                json.text("name").orElse(""),
                severity.get(),
                json.text("summary").orElse(""),
                json.text("what_to_do").orElse(""),
                since.get()));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException notATime) {
            return Optional.empty();
        }
    }
}
