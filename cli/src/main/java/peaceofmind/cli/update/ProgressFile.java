// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** Progress in a file that survives power cuts, with counters of successes and rollbacks for the metrics. */
record ProgressFile(Path file) implements ProgressStore {

    @Override
    public Optional<UpdateProgress> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(UpdateProgress.parse(Files.readString(file)));
        } catch (JsonException malformed) {
            throw new IOException(
                    "cannot parse " + file + " (" + ErrorText.of(malformed) + "): check it, then move it away",
                    malformed);
        }
    }

    @Override
    public void write(UpdateProgress progress) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Json.ObjectBuilder json = Json.object();
        JsonObject next = progress.toJson();
        next.members().forEach(json::put);
        boolean rolledBack = progress.step() == UpdateStep.ROLLED_BACK;
        boolean succeeded = progress.step() == UpdateStep.DONE;
        json.put("rollbacks", storedCount("rollbacks") + (rolledBack ? 1 : 0));
        json.put("successes", storedCount("successes") + (succeeded ? 1 : 0));
        DurableFile.replace(file, json.build().toPrettyJson() + "\n");
    }

    private long storedCount(String counter) throws IOException {
        try {
            return Files.exists(file)
                    ? Json.parseObject(Files.readString(file)).integer(counter).orElse(0L)
                    : 0;
        } catch (JsonException malformed) {
            return 0;
        }
    }
}
