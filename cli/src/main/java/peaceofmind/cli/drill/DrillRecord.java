package peaceofmind.cli.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * What is remembered of drills, for the agent's metrics and across a boot: {@code last_success} and {@code last_result} by scenario,
 * {@code running_until} while one goes on, {@code awaiting_boot} while a reboot is tried.
 */
record DrillRecord(Path file, JsonObject json) {

    /** A file that is absent or unreadable begins a new record; an unreadable one is moved aside. */
    static DrillRecord read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new DrillRecord(file, Json.object().build());
        }
        try {
            return new DrillRecord(file, Json.parseObject(Files.readString(file)));
        } catch (JsonException torn) {
            DurableFile.moveAside(file);
            return new DrillRecord(file, Json.object().build());
        }
    }

    /** The scenario whose boot is awaited, and the boot in which it began. */
    Optional<JsonObject> awaitingBoot() {
        return json.object("awaiting_boot");
    }

    /** Something is broken on purpose until then: alerts may know. Ends by itself. */
    DrillRecord running(Scenario scenario, Instant until) throws IOException {
        return write(copy("running_until", "running")
                .put("running_until", until.getEpochSecond())
                .put("running", scenario.word()));
    }

    DrillRecord awaitBoot(Scenario scenario, Instant at, String bootId) throws IOException {
        return write(copy("awaiting_boot")
                .put(
                        "awaiting_boot",
                        Json.object()
                                .put("scenario", scenario.word())
                                .put("at", at.getEpochSecond())
                                .put("boot_id", bootId)
                                .build()));
    }

    DrillRecord finished(Result result) throws IOException {
        Json.ObjectBuilder next = copy("running_until", "running", "awaiting_boot", "last_success", "last_result");
        String word = result.scenario().word();
        boolean tried = result.verdict() != Result.Verdict.NOT_TRIED;
        boolean kept = result.verdict() == Result.Verdict.KEPT;
        next.put("last_success", with("last_success", word, kept, result.at().getEpochSecond()));
        next.put("last_result", with("last_result", word, tried, kept ? 1 : 0));
        return write(next);
    }

    private JsonObject with(String member, String word, boolean change, long value) {
        Json.ObjectBuilder inner = Json.object();
        json.object(member)
                .ifPresent(old -> old.members().forEach((name, was) -> {
                    if (!change || !name.equals(word)) {
                        inner.put(name, was);
                    }
                }));
        return change ? inner.put(word, value).build() : inner.build();
    }

    private Json.ObjectBuilder copy(String... without) {
        Json.ObjectBuilder copy = Json.object();
        json.members().forEach((name, value) -> {
            if (!List.of(without).contains(name)) {
                copy.put(name, value);
            }
        });
        return copy;
    }

    private DrillRecord write(Json.ObjectBuilder next) throws IOException {
        JsonObject built = next.build();
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        DurableFile.replace(file, built.toPrettyJson() + "\n");
        return new DrillRecord(file, built);
    }
}
