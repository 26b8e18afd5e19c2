// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** When recovery was last tested successfully, and whether a drill is running. */
public record DrillCollector(Path file, Clock clock) implements Collector {

    @Override
    public String name() {
        return "drill";
    }

    @Override
    public Collected collect() throws IOException {
        if (!Files.exists(file)) {
            // No drill yet: without series, an absence rule fires.
            return Collected.of(List.of());
        }
        JsonObject json = read(file);
        List<Family> families = new ArrayList<>();
        families.add(new Family(
                "peace_drill_last_success_timestamp_seconds",
                Family.Type.GAUGE,
                "When recovery from this fault was last tested successfully, in seconds since 1970.",
                byScenario(json.object("last_success"))));
        families.add(new Family(
                "peace_drill_last_result",
                Family.Type.GAUGE,
                "Whether the last drill of this fault succeeded.",
                byScenario(json.object("last_result"))));
        boolean running = json.integer("running_until")
                .filter(until -> Instant.ofEpochSecond(until).isAfter(clock.now()))
                .isPresent();
        families.add(Family.gauge("peace_drill_in_progress", "Whether a drill is running.", running ? 1 : 0));
        return Collected.of(families);
    }

    static JsonObject read(Path file) throws IOException {
        try {
            return Json.parseObject(Files.readString(file));
        } catch (JsonException malformed) {
            throw new IOException("cannot parse " + file + ": " + malformed.getMessage(), malformed);
        }
    }

    private static List<Sample> byScenario(Optional<JsonObject> values) {
        List<Sample> samples = new ArrayList<>();
        values.ifPresent(object -> object.members()
                .keySet()
                .forEach(drill ->
                        object.number(drill).ifPresent(value -> samples.add(new Sample(labels(drill), value)))));
        return samples;
    }

    /** Of {@code kill}, or {@code web/kill} for another than the first of the watched services. */
    private static Map<String, String> labels(String drill) {
        int slash = drill.indexOf('/');
        return slash < 0
                ? Map.of("scenario", drill)
                : Map.of("service", drill.substring(0, slash), "scenario", drill.substring(slash + 1));
    }
}
