// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A watched program's month. The four times are disjoint, within the month.
 *
 * @param down in incidents in which it did not work
 * @param stopped by a person, on purpose
 * @param unknown in which nobody watched it: the device was off, or the watchdog could not judge it
 * @param up the rest
 * @param outages number of incidents in which it did not work
 * @param recoveries number of them that are over
 * @param medianRecovery from the last good beat to the first good one; empty without recoveries
 */
public record ServiceMonth(
        String name,
        Duration up,
        Duration down,
        Duration stopped,
        Duration unknown,
        int outages,
        int recoveries,
        Optional<Duration> medianRecovery,
        Optional<Duration> worstRecovery) {

    /** Part of the time, 0 to 1, in which it worked, of that in which it should have and somebody watched; empty when there was none. */
    public Optional<Double> availability() {
        long watchedMillis = up.plus(down).toMillis();
        return watchedMillis == 0 ? Optional.empty() : Optional.of((double) up.toMillis() / watchedMillis);
    }

    JsonObject toJson() {
        Json.ObjectBuilder json = Json.object().put("name", name);
        availability().ifPresent(ratio -> json.put("availability", ratio));
        json.put("up_seconds", seconds(up))
                .put("down_seconds", seconds(down))
                .put("stopped_seconds", seconds(stopped))
                .put("unknown_seconds", seconds(unknown))
                .put("outages", outages)
                .put("recoveries", recoveries);
        medianRecovery.ifPresent(length -> json.put("recovery_median_seconds", seconds(length)));
        worstRecovery.ifPresent(length -> json.put("recovery_worst_seconds", seconds(length)));
        return json.build();
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }
}
