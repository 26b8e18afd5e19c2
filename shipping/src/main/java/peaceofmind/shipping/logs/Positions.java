// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** The file with the saved state of each source of a destination; replaced as a whole. */
record Positions(Path file) {

    /** Many log files with many unsent ranges each. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    /** The state of all sources by name; empty when there is no file, or an unreadable one, which is moved aside. */
    Optional<JsonObject> read(Consumer<String> warn) {
        try {
            Optional<String> text = StateFile.read(file, MAX_BYTES);
            return text.isEmpty() ? Optional.empty() : Optional.of(Json.parseObject(text.get()));
        } catch (IOException | JsonException unreadable) {
            warn.accept("cannot read the log positions in " + file + " (" + ErrorText.of(unreadable) + "): "
                    + StateFile.moveAside(file) + "; lines that were not sent so far are skipped");
            return Optional.empty();
        }
    }

    void write(Map<String, JsonObject> sources) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Json.ObjectBuilder all = Json.object();
        sources.forEach(all::put);
        DurableFile.replace(file, all.build().toJson(), "rw-------");
    }
}
