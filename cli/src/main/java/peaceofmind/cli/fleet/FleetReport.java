// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * How a fleet did over a time. What the server has no samples of is unknown, and not good.
 *
 * @param step how finely time was sampled
 * @param versions newest use first: those that most devices have now
 * @param devices by name
 */
record FleetReport(
        Instant end,
        Duration window,
        Duration step,
        List<VersionReport> versions,
        List<DeviceReport> devices,
        List<FleetOutlier> outliers) {

    /**
     * One device.
     *
     * @param availability share of the reported time in which its program was up, 0 to 1
     * @param reported time in which it said whether its program is up
     * @param restarts by the watchdog
     * @param outages how often its program went down
     * @param boots by how the boot before each ended
     */
    record DeviceReport(
            String name,
            Optional<String> version,
            OptionalDouble availability,
            Duration reported,
            OptionalDouble restarts,
            OptionalDouble outages,
            Map<String, Long> boots) {

        Duration up() {
            return scaled(reported, availability.orElse(0));
        }

        /** Mean time from down to up; empty without an outage. */
        Optional<Duration> timeToRecover() {
            double count = outages.orElse(0);
            return count < 1 || availability.isEmpty()
                    ? Optional.empty()
                    : Optional.of(scaled(reported, (1 - availability.getAsDouble()) / count));
        }

        /** Those that nobody asked for. */
        long unexpectedReboots() {
            return boots.entrySet().stream()
                    .filter(boot -> !boot.getKey().equals("clean"))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        JsonObject toJson() {
            Json.ObjectBuilder reboots = Json.object();
            boots.forEach((cause, count) -> reboots.put(cause, count.longValue()));
            return Json.object()
                    .put("name", name)
                    .put("version", version)
                    .put("availability", availability.orElse(Double.NaN))
                    .put("reported_seconds", reported.toSeconds())
                    .put("up_seconds", up().toSeconds())
                    .put("restarts", restarts.orElse(Double.NaN))
                    .put("hours_per_restart", hoursPerRestart(up(), restarts.orElse(0)))
                    .put("outages", outages.orElse(Double.NaN))
                    .put(
                            "seconds_to_recover",
                            timeToRecover()
                                    .map(Duration::toSeconds)
                                    .map(Long::doubleValue)
                                    .orElse(Double.NaN))
                    .put("boots", reboots.build())
                    .put("unexpected_reboots", unexpectedReboots())
                    .build();
        }
    }

    /**
     * One version of peace.
     *
     * @param devices how many have it now
     * @param up time in which watched programs were up under it
     * @param restarts by the watchdog under it
     */
    record VersionReport(String version, int devices, Duration up, double restarts) {

        JsonObject toJson(int allDevices) {
            return Json.object()
                    .put("version", version)
                    .put("devices", devices)
                    .put("share", allDevices == 0 ? Double.NaN : (double) devices / allDevices)
                    .put("up_seconds", up.toSeconds())
                    .put("restarts", restarts)
                    .put("hours_per_restart", hoursPerRestart(up, restarts))
                    .build();
        }
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofMillis(Math.round(duration.toMillis() * factor));
    }

    /** JSON's null when there was none. */
    static double hoursPerRestart(Duration up, double restarts) {
        return restarts < 1 ? Double.NaN : up.toSeconds() / 3600.0 / restarts;
    }

    /** Devices that have a version now. */
    int devicesWithVersion() {
        return versions.stream().mapToInt(VersionReport::devices).sum();
    }

    /** The schema is in {@code docs/fleet.md}. */
    JsonObject toJson() {
        int withVersion = devicesWithVersion();
        return Json.object()
                .put("time", end.toString())
                .put("window_seconds", window.toSeconds())
                .put("step_seconds", step.toSeconds())
                .put(
                        "versions",
                        versions.stream()
                                .map(version -> version.toJson(withVersion))
                                .toList())
                .put("devices", devices.stream().map(DeviceReport::toJson).toList())
                .put("outliers", outliers.stream().map(FleetOutlier::toJson).toList())
                .build();
    }
}
