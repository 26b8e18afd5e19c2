// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** Hardware watchdogs: {@code /sys/class/watchdog} (ABI/testing/sysfs-class-watchdog). */
public record WatchdogDeviceCollector(KernelFiles files, Path sys) implements Collector {

    private static final Map<String, String> NUMERIC_ATTRIBUTES = Sample.labels(
            "access_cs0", "node_watchdog_access_cs0",
            "bootstatus", "node_watchdog_bootstatus",
            "fw_version", "node_watchdog_fw_version",
            "nowayout", "node_watchdog_nowayout",
            "pretimeout", "node_watchdog_pretimeout_seconds",
            "timeleft", "node_watchdog_timeleft_seconds",
            "timeout", "node_watchdog_timeout_seconds");
    private static final List<String> TEXT_ATTRIBUTES =
            List.of("options", "identity", "state", "status", "pretimeout_governor");

    @Override
    public String name() {
        return "watchdog";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        Path folder = sys.resolve("class/watchdog");
        for (String name : files.list(folder)) {
            Path path = folder.resolve(name);
            for (Map.Entry<String, String> attribute : NUMERIC_ATTRIBUTES.entrySet()) {
                families.gauge(
                        attribute.getValue(),
                        "Value of /sys/class/watchdog/<watchdog>/" + attribute.getKey(),
                        Sample.labels("name", name),
                        files.readCount(path.resolve(attribute.getKey())));
            }
            String[] labels = new String[2 + 2 * TEXT_ATTRIBUTES.size()];
            labels[0] = "name";
            labels[1] = name;
            for (int i = 0; i < TEXT_ATTRIBUTES.size(); i++) {
                labels[2 + 2 * i] = TEXT_ATTRIBUTES.get(i);
                labels[3 + 2 * i] =
                        files.readValue(path.resolve(TEXT_ATTRIBUTES.get(i))).orElse("");
            }
            families.gauge("node_watchdog_info", "Info of /sys/class/watchdog/<watchdog>", Sample.labels(labels), 1);
        }
        return Collected.of(families.toList());
    }
}
