// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** Result of the last update of the watched program. */
public record UpdateCollector(Path file) implements Collector {

    private static final Set<String> FINAL_STEPS = Set.of("done", "rolled_back", "abandoned");

    @Override
    public String name() {
        return "update";
    }

    @Override
    public Collected collect() throws IOException {
        if (!Files.exists(file)) {
            return Collected.of(List.of());
        }
        JsonObject json = DrillCollector.read(file);
        String step = json.text("step").orElse("");
        List<Family> families = new ArrayList<>();
        families.add(Family.gauge(
                "peace_update_in_progress",
                "Whether an update is running, or was interrupted and can be resumed.",
                FINAL_STEPS.contains(step) ? 0 : 1));
        if (FINAL_STEPS.contains(step)) {
            families.add(Family.gauge(
                    "peace_update_last_success", "Whether the last update succeeded.", step.equals("done") ? 1 : 0));
        }
        json.integer("begun")
                .ifPresent(started -> families.add(Family.gauge(
                        "peace_update_last_begin_timestamp_seconds",
                        "When the last update started, in seconds since 1970.",
                        (double) started)));
        json.integer("rollbacks")
                .ifPresent(count -> families.add(Family.counter(
                        "peace_update_rollbacks_total", "Updates that were rolled back.", (double) count)));
        String version = step.equals("done")
                ? json.text("to").orElse("")
                : json.text("from").orElse("");
        if (FINAL_STEPS.contains(step) && !version.isEmpty()) {
            families.add(new Family(
                    "peace_update_version_info",
                    Family.Type.GAUGE,
                    "Version of the watched program after the last update.",
                    List.of(new Sample(Map.of("version", version), 1))));
        }
        return Collected.of(families);
    }
}
