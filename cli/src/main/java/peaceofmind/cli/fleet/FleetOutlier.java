// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A device that differs from the rest of its group.
 *
 * @param group the group, or the customer
 * @param median of the group
 */
record FleetOutlier(String device, String group, Kind kind, double value, double median) {

    /** Of fewer devices, nobody can say which one differs. */
    private static final int MIN_GROUP = 4;

    /** How many times as far from the median as half of the group (its median absolute deviation). */
    private static final double MAX_DEVIATIONS = 5;

    /** What is compared. */
    enum Kind {
        /** Mean temperature, in degrees Celsius. */
        TEMPERATURE(8, true),
        /** Free bytes; fewer than the others have. */
        DISK_FREE(5e9, false),
        /** Restarts by the watchdog. */
        RESTARTS(3, true);

        /** What is never remarkable, whatever the others are like. */
        private final double tolerated;

        private final boolean aboveIsBad;

        Kind(double tolerated, boolean aboveIsBad) {
            this.tolerated = tolerated;
            this.aboveIsBad = aboveIsBad;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Those of one group that are worse than the others.
     *
     * @param values by device; devices without one are left out
     */
    static List<FleetOutlier> find(String group, Kind kind, Map<String, Double> values) {
        if (values.size() < MIN_GROUP) {
            return List.of();
        }
        double median =
                median(values.values().stream().mapToDouble(Double::doubleValue).toArray());
        double deviation = median(values.values().stream()
                .mapToDouble(value -> Math.abs(value - median))
                .toArray());
        double limit = Math.max(kind.tolerated, MAX_DEVIATIONS * deviation);
        List<FleetOutlier> outliers = new ArrayList<>();
        new TreeMap<>(values).forEach((device, value) -> {
            if ((kind.aboveIsBad ? value - median : median - value) > limit) {
                outliers.add(new FleetOutlier(device, group, kind, value, median));
            }
        });
        return outliers;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    JsonObject toJson() {
        return Json.object()
                .put("device", device)
                .put("group", group)
                .put("what", kind.word())
                .put("value", value)
                .put("median", median)
                .build();
    }
}
