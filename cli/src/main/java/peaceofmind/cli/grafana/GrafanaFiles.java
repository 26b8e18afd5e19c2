// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import peaceofmind.cli.grafana.GrafanaRules.KeepFiring;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The same as files for Grafana's provisioning. JSON is YAML, too. Notification policies are left out: provisioned ones replace the
 * whole tree of a server.
 */
final class GrafanaFiles {

    private GrafanaFiles() {}

    /** Contents by path. */
    static Map<String, String> all(List<DashboardFile> dashboards, String sourceUid) {
        Map<String, String> files = new TreeMap<>();
        for (DashboardFile dashboard : dashboards) {
            files.put("dashboards/" + dashboard.uid() + ".json", text(dashboard.json()));
        }
        files.put("alerting/peace-rules.yaml", text(rules(sourceUid)));
        return files;
    }

    /** Writes them below a folder. */
    static void write(Path folder, List<DashboardFile> dashboards, String sourceUid) throws IOException {
        for (Map.Entry<String, String> file : all(dashboards, sourceUid).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(path.toAbsolutePath().getParent()));
            DurableFile.replace(path, file.getValue());
        }
    }

    private static JsonObject rules(String sourceUid) {
        JsonObject group = GrafanaRules.group(GrafanaPush.FOLDER, sourceUid, KeepFiring.FILE);
        return Json.object()
                .put("apiVersion", 1L)
                .put(
                        "groups",
                        List.of(Json.object()
                                .put("orgId", 1L)
                                .put("name", GrafanaRules.GROUP)
                                .put("folder", "Peace of Mind")
                                .put("interval", "60s")
                                .put("rules", group.items("rules"))
                                .build()))
                .build();
    }

    private static String text(JsonObject json) {
        return json.toPrettyJson() + "\n";
    }
}
