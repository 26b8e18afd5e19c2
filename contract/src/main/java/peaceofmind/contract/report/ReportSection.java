// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.util.List;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A part of a report for people: rows, then lines.
 *
 * @param title empty for none
 * @param rows pairs of name and value
 */
public record ReportSection(String title, List<List<String>> rows, List<String> lines) {

    public ReportSection {
        rows = List.copyOf(rows);
        lines = List.copyOf(lines);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("title", title)
                .put("rows", rows.stream().map(Json::texts).toList())
                .put("lines", Json.texts(lines))
                .build();
    }
}
