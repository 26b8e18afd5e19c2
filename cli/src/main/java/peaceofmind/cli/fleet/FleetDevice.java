// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * What is known of one device.
 *
 * @param isListed whether the inventory has it; otherwise it is what its own series say
 * @param lastSeen time of its newest sample, of the last days; empty if there is none
 * @param findings what needs attention, worst first, whole sentences
 * @param figures its latest values
 */
record FleetDevice(
        InventoryDevice device,
        boolean isListed,
        FleetState state,
        Optional<Instant> lastSeen,
        List<String> findings,
        Figures figures) {

    /**
     * The latest values of a device; empty where it ships none.
     *
     * @param diskFree bytes that are free where its videos are
     * @param temperature degrees Celsius, of its hottest sensor
     * @param backlog samples that it has not delivered yet
     * @param lastDrill when recovery was last tested with success
     */
    record Figures(
            OptionalDouble diskFree,
            OptionalDouble temperature,
            OptionalDouble backlog,
            Optional<String> version,
            Optional<Instant> lastDrill) {

        static final Figures NONE = new Figures(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty());
    }

    String name() {
        return device.name();
    }

    boolean needsAttention() {
        return state != FleetState.UP || !isListed;
    }

    /** The schema is in {@code docs/fleet.md}. */
    JsonObject toJson() {
        return Json.object()
                .put("name", device.name())
                .put("customer", device.customer())
                .put("place", device.place())
                .put("groups", Json.texts(device.groups()))
                .put("contact", device.contact())
                .put("listed", isListed)
                .put("state", state.word())
                .put("level", state.level().word())
                .put("last_seen", lastSeen.map(Instant::toString))
                .put("findings", Json.texts(findings))
                .put("disk_free_bytes", number(figures.diskFree))
                .put("temperature_celsius", number(figures.temperature))
                .put("backlog_samples", number(figures.backlog))
                .put("version", figures.version)
                .put("last_drill", figures.lastDrill.map(Instant::toString))
                .build();
    }

    /** JSON's null when it is unknown. */
    private static double number(OptionalDouble value) {
        return value.orElse(Double.NaN);
    }
}
