package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** Whether the last update came to an end, and to which one. */
final class UpdateCheck implements Check {

    @Override
    public String name() {
        return "update";
    }

    @Override
    public String rationale() {
        return "an update that stopped half-way leaves the device with neither version proved";
    }

    @Override
    public Finding run(DoctorContext context) {
        Path file = context.machine().path(context.config().agent().updateState());
        if (!Files.exists(file)) {
            return Finding.notHere("nothing was ever updated");
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
                            "peace update --check, when the new version is mended");
                default -> Finding.bad("one is under way, or was interrupted: " + versions, "peace update --resume");
            };
        } catch (IOException | JsonException unreadable) {
            return Finding.cannotTell(file + " cannot be read: " + unreadable.getMessage(), "peace update --resume");
        }
    }
}
