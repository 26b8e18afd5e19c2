// SPDX-License-Identifier: Apache-2.0
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
 * Saved results of drills, for the agent's metrics and across a boot: {@code last_success} and {@code last_result} by scenario, such as
 * {@code kill}, or {@code web/kill} for another than the first service;
 * {@code running_until} during a drill, {@code awaiting_boot} while a reboot is pending.
 */
record DrillRecord(Path file, JsonObject json) {

    /** Starts a new record if the file is absent or damaged; a damaged file is moved aside. */
    static DrillRecord read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new DrillRecord(file, Json.object().build());
        }
        try {
            return new DrillRecord(file, Json.parseObject(Files.readString(file)));
        } catch (JsonException malformed) {
            DurableFile.moveAside(file);
            return new DrillRecord(file, Json.object().build());
        }
    }

    /** The scenario whose boot is pending, and the boot in which it started. */
    Optional<JsonObject> awaitingBoot() {
        return json.object("awaiting_boot");
    }

    /** Marks a fault as deliberate until then, for alerts; expires automatically. */
    DrillRecord markRunning(DrillScenario scenario, Instant until) throws IOException {
        return write(copyWithout("running_until", "running")
                .put("running_until", until.getEpochSecond())
                .put("running", scenario.label()));
    }

    DrillRecord markAwaitingBoot(DrillScenario scenario, Instant startedAt, String bootId) throws IOException {
        return write(copyWithout("awaiting_boot")
                .put(
                        "awaiting_boot",
                        Json.object()
                                .put("scenario", scenario.label())
                                .put("at", startedAt.getEpochSecond())
                                .put("boot_id", bootId)
                                .build()));
    }

    /** @param service empty for the first of the watched services, about which the metrics are that name none */
    DrillRecord markFinished(DrillResult result, Optional<String> service) throws IOException {
        Json.ObjectBuilder next =
                copyWithout("running_until", "running", "awaiting_boot", "last_success", "last_result");
        String key =
                service.map(name -> name + "/").orElse("") + result.scenario().label();
        boolean tried = result.wasTried();
        boolean passed = result.verdict() == DrillResult.DrillVerdict.PASSED;
        next.put(
                "last_success",
                withEntry("last_success", key, passed, result.startedAt().getEpochSecond()));
        next.put("last_result", withEntry("last_result", key, tried, passed ? 1 : 0));
        return write(next);
    }

    private JsonObject withEntry(String member, String key, boolean change, long value) {
        Json.ObjectBuilder inner = Json.object();
        json.object(member)
                .ifPresent(old -> old.members().forEach((name, oldValue) -> {
                    if (!change || !name.equals(key)) {
                        inner.put(name, oldValue);
                    }
                }));
        return change ? inner.put(key, value).build() : inner.build();
    }

    private Json.ObjectBuilder copyWithout(String... without) {
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
