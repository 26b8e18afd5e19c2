// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A device in a roll-out.
 *
 * @param name for {@code ssh} and for its series
 * @param customer whose devices are limited together; empty text for none
 * @param isCanary whether it should be among the first
 * @param detail for people, on one line; empty when there is nothing to add
 * @param changedAt when it got to this step
 */
public record RolloutDevice(
        String name, String customer, boolean isCanary, RolloutStep step, String detail, Instant changedAt) {

    public RolloutDevice {
        detail = PlainText.of(detail).strip();
    }

    /** A device on which nothing has been done. */
    public static RolloutDevice pending(String name, String customer, boolean isCanary, Instant now) {
        return new RolloutDevice(name, customer, isCanary, RolloutStep.PENDING, "", now);
    }

    RolloutDevice with(RolloutStep next, String reason, Instant now) {
        return new RolloutDevice(name, customer, isCanary, next, reason, now);
    }

    JsonObject toJson() {
        return Json.object()
                .put("name", name)
                .put("customer", customer)
                .put("canary", isCanary)
                .put("step", step.word())
                .put("detail", detail)
                .put("changed_at", changedAt.toString())
                .build();
    }

    /** Empty when it is not such an object. */
    static Optional<RolloutDevice> parse(Json json) {
        if (!(json instanceof JsonObject object)) {
            return Optional.empty();
        }
        Optional<RolloutStep> step = object.text("step").flatMap(RolloutStep::parse);
        Optional<Instant> changedAt = object.text("changed_at").flatMap(RolloutDevice::parseTime);
        if (object.text("name").isEmpty() || step.isEmpty() || changedAt.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RolloutDevice(
                object.text("name").get(),
                object.text("customer").orElse(""),
                object.bool("canary").orElse(false),
                step.get(),
                object.text("detail").orElse(""),
                changedAt.get()));
    }

    /** Empty when it is not RFC 3339 in UTC: a person may have edited the file. */
    private static Optional<Instant> parseTime(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }
}
