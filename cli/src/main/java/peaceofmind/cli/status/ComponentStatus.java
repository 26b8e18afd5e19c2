// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.util.List;
import peaceofmind.contract.health.HealthLevel;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * One line of the report.
 *
 * @param lines for people, the most important one first
 */
record ComponentStatus(String name, HealthLevel level, List<String> lines) {

    ComponentStatus {
        lines = List.copyOf(lines);
    }

    JsonObject toJson() {
        return Json.object()
                .put("name", name)
                .put("level", level.word())
                .put("lines", Json.texts(lines))
                .build();
    }
}
