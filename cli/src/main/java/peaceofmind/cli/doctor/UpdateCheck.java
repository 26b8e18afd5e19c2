// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** Whether the last update finished, and how. */
final class UpdateCheck implements Check {

    @Override
    public String name() {
        return "update";
    }

    @Override
    public String rationale() {
        return "an interrupted update leaves the device with an unverified version";
    }

    @Override
    public Finding run(DoctorContext context) {
        Path file = context.machine().path(context.config().agent().updateState());
        if (!Files.exists(file)) {
            return Finding.notApplicable("never updated");
        }
        try {
            JsonObject json = Json.parseObject(Files.readString(file));
            String step = json.text("step").orElse("unknown");
            String versions = json.text("from").orElse("nothing") + " to "
                    + json.text("to").orElse("?");
            return switch (step) {
                case "done" -> Finding.good("the last one succeeded: " + versions);
                case "rolled_back", "abandoned" ->
                    Finding.attention(
                            "the last one failed: " + versions + ": "
                                    + json.text("why").orElse(""),
                            "when a fixed version is available: peace update");
                default -> Finding.bad("one is running, or was interrupted: " + versions, "peace update --resume");
            };
        } catch (IOException | JsonException unreadable) {
            return Finding.unknown(file + " cannot be read: " + ErrorText.of(unreadable), "peace update --resume");
        }
    }
}
