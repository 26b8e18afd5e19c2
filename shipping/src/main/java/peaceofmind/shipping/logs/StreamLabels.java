// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The labels of a stream: the device's, those of the source, and {@code job}. By {@code job} dashboards distinguish the recorder, its
 * watchdog and the system, so without a configured one it has the names that Promtail and Grafana Agent configurations use for them.
 *
 * @param device the same for every line
 * @param job of every line; empty: by the source
 * @param serviceUnits systemd units of the recorder
 */
record StreamLabels(Map<String, String> device, Optional<String> job, Set<String> serviceUnits) {

    private static final String RECORDER = "recorder-service";
    private static final String WATCHDOG = "watchdog";
    private static final String SYSTEM = "syslog";
    private static final String WATCHDOG_UNIT = "recorder-watchdog.service";

    StreamLabels {
        device = Map.copyOf(device);
        serviceUnits = Set.copyOf(serviceUnits);
    }

    /**
     * All labels of a line, sorted by name, each short enough for Loki.
     *
     * @param own of its source: {@code unit} or {@code filename}, and {@code level}
     */
    Map<String, String> of(Map<String, String> own) {
        Map<String, String> labels = new TreeMap<>(device);
        labels.put("job", job.orElseGet(() -> jobOf(own)));
        labels.putAll(own);
        labels.replaceAll((_, value) -> value.length() <= LokiLimits.MAX_LABEL_VALUE_BYTES / 4
                ? value
                : value.substring(0, LokiLimits.MAX_LABEL_VALUE_BYTES / 4));
        return labels;
    }

    private String jobOf(Map<String, String> own) {
        String unit = own.getOrDefault("unit", "");
        String file = Objects.toString(Path.of(own.getOrDefault("filename", "")).getFileName(), "");
        if (serviceUnits.contains(unit) || file.equals("service.log")) {
            return RECORDER;
        }
        return unit.equals(WATCHDOG_UNIT) || file.equals("watchdog.log") ? WATCHDOG : SYSTEM;
    }
}
