// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Series;

/**
 * Derives series from others at collection time: a chart then reads a single series, and rates are exact although the history stores
 * single precision. These series exist in the history only:
 *
 * <ul>
 *   <li>{@code peace_cpu_busy_ratio}: processors, 0 to 1
 *   <li>{@code peace_memory_used_ratio}: memory that is not available to programs, 0 to 1
 *   <li>{@code peace_temperature_celsius}: the hottest thermal zone, or the hottest sensor if there is none
 *   <li>{@code peace_root_disk_used_ratio}: file system {@code /}, 0 to 1
 *   <li>{@code peace_network_receive_bytes_per_second}, {@code peace_network_transmit_bytes_per_second}: all interfaces but the loopback
 * </ul>
 */
final class RecordingRules {

    /** Over a longer gap the average rate would hide how the counter really grew. */
    private static final Duration MAX_GAP = Duration.ofMinutes(10);

    private record PreviousValue(Instant at, double value) {}

    private final Map<String, PreviousValue> previous = new HashMap<>();

    Map<Series, Double> evaluate(Instant at, Map<String, Family> families) {
        Map<Series, Double> derived = new LinkedHashMap<>();
        cpuBusyRatio(at, families).ifPresent(value -> put(derived, "peace_cpu_busy_ratio", value));
        usedRatio(families, "node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes", _ -> true)
                .ifPresent(value -> put(derived, "peace_memory_used_ratio", value));
        temperature(families).ifPresent(value -> put(derived, "peace_temperature_celsius", value));
        usedRatio(
                        families,
                        "node_filesystem_avail_bytes",
                        "node_filesystem_size_bytes",
                        labels -> "/".equals(labels.get("mountpoint")))
                .ifPresent(value -> put(derived, "peace_root_disk_used_ratio", value));
        for (String direction : List.of("receive", "transmit")) {
            double[] bytes = values(
                            families,
                            "node_network_" + direction + "_bytes_total",
                            labels -> !"lo".equals(labels.get("device")))
                    .toArray();
            if (bytes.length > 0) {
                rate(at, direction, DoubleStream.of(bytes).sum())
                        .ifPresent(value -> put(derived, "peace_network_" + direction + "_bytes_per_second", value));
            }
        }
        return derived;
    }

    private OptionalDouble cpuBusyRatio(Instant at, Map<String, Family> families) {
        double[] idle = values(families, "node_cpu_seconds_total", labels -> "idle".equals(labels.get("mode")))
                .toArray();
        if (idle.length == 0) {
            return OptionalDouble.empty();
        }
        OptionalDouble idlePerSecond = rate(at, "idle", DoubleStream.of(idle).sum());
        return idlePerSecond.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.clamp(1 - idlePerSecond.getAsDouble() / idle.length, 0, 1));
    }

    private static OptionalDouble usedRatio(
            Map<String, Family> families, String free, String total, Predicate<Map<String, String>> labelFilter) {
        OptionalDouble available = values(families, free, labelFilter).findFirst();
        OptionalDouble size = values(families, total, labelFilter).findFirst();
        return available.isPresent() && size.isPresent() && size.getAsDouble() > 0
                ? OptionalDouble.of(Math.clamp(1 - available.getAsDouble() / size.getAsDouble(), 0, 1))
                : OptionalDouble.empty();
    }

    private static OptionalDouble temperature(Map<String, Family> families) {
        OptionalDouble zone =
                values(families, "node_thermal_zone_temp", _ -> true).max();
        return zone.isPresent()
                ? zone
                : values(families, "node_hwmon_temp_celsius", _ -> true).max();
    }

    /** The rate of a counter since the last batch; empty after a reset, a step back of the clock, or a gap over {@link #MAX_GAP}. */
    private OptionalDouble rate(Instant at, String counter, double value) {
        PreviousValue previousValue = previous.put(counter, new PreviousValue(at, value));
        if (previousValue == null || value < previousValue.value) {
            return OptionalDouble.empty();
        }
        Duration elapsed = Duration.between(previousValue.at, at);
        return elapsed.isPositive() && elapsed.compareTo(MAX_GAP) <= 0
                ? OptionalDouble.of((value - previousValue.value) / (elapsed.toMillis() / 1000.0))
                : OptionalDouble.empty();
    }

    private static DoubleStream values(
            Map<String, Family> families, String name, Predicate<Map<String, String>> labelFilter) {
        return Optional.ofNullable(families.get(name)).map(Family::samples).orElse(List.of()).stream()
                .filter(sample -> labelFilter.test(sample.labels()) && Double.isFinite(sample.value()))
                .mapToDouble(Family.Sample::value);
    }

    private static void put(Map<Series, Double> derived, String name, double value) {
        derived.put(Series.of(name, Map.of()), value);
    }
}
