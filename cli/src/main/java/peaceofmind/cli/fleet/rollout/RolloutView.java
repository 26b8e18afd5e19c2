// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.heartbeat.json.JsonException;

/**
 * What a journal has, for somebody who only watches: another process may be writing it.
 *
 * @param command with its arguments, which can be secrets
 * @param devices in the order in which they are taken
 */
public record RolloutView(List<String> command, List<RolloutDevice> devices) {

    public RolloutView {
        command = List.copyOf(command);
        devices = List.copyOf(devices);
    }

    /**
     * Reads the journal; empty if there is none.
     *
     * @param maxBytes limit of its size
     * @throws JsonException it is damaged
     */
    public static Optional<RolloutView> read(Path file, int maxBytes) throws IOException, JsonException {
        Optional<String> text = StateFile.read(file, maxBytes);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        JsonObject json = Json.parseObject(text.get());
        List<RolloutDevice> devices = new ArrayList<>();
        for (Json item : json.items("devices")) {
            devices.add(
                    RolloutDevice.parse(item).orElseThrow(() -> new JsonException("not a device: " + item.toJson())));
        }
        List<String> command = json.items("command").stream()
                .map(item -> item instanceof JsonText word ? word.value() : "")
                .toList();
        return Optional.of(new RolloutView(command, devices));
    }
}
