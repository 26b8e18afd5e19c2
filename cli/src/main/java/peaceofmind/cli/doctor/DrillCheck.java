// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** Whether recovery was tested on this device recently. */
final class DrillCheck implements Check {

    private static final Duration MAX_AGE = Duration.ofDays(90);

    @Override
    public String name() {
        return "drill";
    }

    @Override
    public String rationale() {
        return "only a drill proves that recovery works on this device";
    }

    @Override
    public Finding run(DoctorContext context) {
        Path file = context.machine().path(context.config().agent().drillState());
        if (!Files.exists(file)) {
            return Finding.attention("recovery was never tested here", "peace drill kill freeze hang");
        }
        try {
            JsonObject last = Json.parseObject(Files.readString(file))
                    .object("last_success")
                    .orElseThrow(() -> new JsonException("no \"last_success\""));
            List<String> old = new ArrayList<>();
            last.members().keySet().stream()
                    .filter(scenario -> isOld(
                            last.integer(scenario).orElse(0L), context.machine().now()))
                    .forEach(old::add);
            return old.isEmpty() && !last.members().isEmpty()
                    ? Finding.good("passed: " + String.join(", ", last.members().keySet()))
                    : Finding.attention("not passed for 90 days: " + String.join(", ", old), "peace drill SCENARIO");
        } catch (IOException | JsonException unreadable) {
            return Finding.unknown(file + " cannot be read: " + ErrorText.of(unreadable), "peace drill kill");
        }
    }

    private static boolean isOld(long epochSeconds, Instant now) {
        return Instant.ofEpochSecond(epochSeconds).isBefore(now.minus(MAX_AGE));
    }
}
