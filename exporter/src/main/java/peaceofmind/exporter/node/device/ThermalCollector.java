// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/** Temperatures of thermal zones and states of cooling devices: {@code /sys/class/thermal} (the kernel's thermal/sysfs-api). */
public record ThermalCollector(KernelFiles files, Path sys) implements Collector {

    private static final String ZONE_PREFIX = "thermal_zone";
    private static final String COOLING_DEVICE_PREFIX = "cooling_device";

    @Override
    public String name() {
        return "thermal_zone";
    }

    @Override
    public Collected collect() throws IOException {
        Families families = new Families();
        Path folder = sys.resolve("class/thermal");
        for (String name : files.list(folder)) {
            Path path = folder.resolve(name);
            Optional<String> type = files.readValue(path.resolve("type"));
            if (type.isPresent() && name.startsWith(ZONE_PREFIX)) {
                families.gauge(
                        "node_thermal_zone_temp",
                        "Zone temperature in Celsius",
                        Sample.labels("type", type.get(), "zone", name.substring(ZONE_PREFIX.length())),
                        files.readNumber(path.resolve("temp")) / 1000);
            } else if (type.isPresent() && name.startsWith(COOLING_DEVICE_PREFIX)) {
                Map<String, String> labels =
                        Sample.labels("name", name.substring(COOLING_DEVICE_PREFIX.length()), "type", type.get());
                families.gauge(
                        "node_cooling_device_cur_state",
                        "Current throttle state of the cooling device",
                        labels,
                        files.readCount(path.resolve("cur_state")));
                families.gauge(
                        "node_cooling_device_max_state",
                        "Maximum throttle state of the cooling device",
                        labels,
                        files.readCount(path.resolve("max_state")));
            }
        }
        return Collected.of(families.toList());
    }
}
