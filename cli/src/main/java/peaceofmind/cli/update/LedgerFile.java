package peaceofmind.cli.update;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** The progress in a file that a power cut leaves whole; it counts roll-backs beside, for the metrics. */
record LedgerFile(Path file) implements Ledger {

    @Override
    public Optional<Progress> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Progress.parse(Files.readString(file)));
        } catch (JsonException torn) {
            throw new IOException(
                    file + " can't be understood (" + torn.getMessage() + "): look at it, then move it away", torn);
        }
    }

    @Override
    public void write(Progress progress) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Json.ObjectBuilder json = Json.object();
        JsonObject next = progress.toJson();
        next.members().forEach(json::put);
        boolean back = progress.step() == Step.ROLLED_BACK;
        boolean done = progress.step() == Step.DONE;
        json.put("rollbacks", old("rollbacks") + (back ? 1 : 0));
        json.put("successes", old("successes") + (done ? 1 : 0));
        DurableFile.replace(file, json.build().toPrettyJson() + "\n");
    }

    private long old(String counter) throws IOException {
        try {
            return Files.exists(file)
                    ? Json.parseObject(Files.readString(file)).integer(counter).orElse(0L)
                    : 0;
        } catch (JsonException torn) {
            return 0;
        }
    }
}
