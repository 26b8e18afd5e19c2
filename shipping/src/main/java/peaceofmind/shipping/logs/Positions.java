package peaceofmind.shipping.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** The file that says how far each source of a destination has got; replaced as a whole. */
record Positions(Path file) {

    /** Of all sources by name; empty where there was none, or one that could not be understood, which is moved aside. */
    Optional<JsonObject> read(Consumer<String> warn) throws IOException {
        try {
            return Optional.of(Json.parseObject(Files.readString(file)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException | JsonException unreadable) {
            Path movedTo = DurableFile.moveAside(file);
            warn.accept("the positions of logs in " + file + " cannot be understood (" + unreadable.getMessage()
                    + "): moved to " + movedTo + "; what was not sent until now stays here");
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
