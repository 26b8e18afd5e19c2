// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A hold for maintenance.
 *
 * @param service empty: everything
 * @param left until it expires
 */
public record HoldReport(Optional<String> service, Duration left, String by, String why) {

    static HoldReport parse(JsonObject json) {
        return new HoldReport(
                json.text("service"),
                ServiceReport.seconds(json, "seconds_left", 0),
                json.text("by").orElse("?"),
                json.text("why").orElse(""));
    }

    /** Whether it concerns that service. */
    public boolean covers(String name) {
        return service.isEmpty() || service.get().equals(name);
    }
}
