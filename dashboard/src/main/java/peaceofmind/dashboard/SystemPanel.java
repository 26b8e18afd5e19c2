// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import peaceofmind.dashboard.LatestBatch.View;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.metrics.Family.Sample;

/** The state of the device itself as JSON for the page: processor, memory, temperature, power, disk, network. */
record SystemPanel(View metrics, DiskLimits limits) {

    /** Free bytes below which the disk is shown in yellow and in red. */
    record DiskLimits(long warnBelow, long criticalBelow) {}

    JsonObject device() {
        OptionalDouble total = metrics.value("node_memory_MemTotal_bytes");
        OptionalDouble available = metrics.value("node_memory_MemAvailable_bytes");
        Json.ObjectBuilder json = Json.object()
                .put("cpu_ratio", JsonNumbers.of(cpuBusyRatio()))
                .put("load1", JsonNumbers.of(metrics.value("node_load1")))
                .put("memory_total_bytes", JsonNumbers.of(total))
                .put("memory_available_bytes", JsonNumbers.of(available))
                .put("temperature_celsius", JsonNumbers.of(temperature()))
                .put("booted_at", JsonNumbers.time(metrics.value("node_boot_time_seconds")))
                .put("disk_full_in_seconds", JsonNumbers.of(metrics.value("peace_filesystem_full_in_seconds")))
                .put("clock_synchronised", JsonNumbers.of(metrics.value("node_timex_sync_status")));
        return json.put("power", power()).build();
    }

    JsonObject disk() {
        OptionalDouble free = metrics.value("recorder_disk_free_bytes");
        String level = free.isEmpty()
                ? "unknown"
                : free.getAsDouble() < limits.criticalBelow()
                        ? "red"
                        : free.getAsDouble() < limits.warnBelow() ? "yellow" : "green";
        return Json.object()
                .put("free_bytes", JsonNumbers.of(free))
                .put("used_ratio", JsonNumbers.of(metrics.value("recorder_disk_usage_ratio")))
                .put("level", level)
                .put("warn_below_bytes", limits.warnBelow())
                .put("critical_below_bytes", limits.criticalBelow())
                .build();
    }

    /** Network interfaces, without loopback and containers. */
    JsonObject network() {
        List<JsonObject> interfaces = new ArrayList<>();
        for (Sample sample : metrics.samples("node_network_receive_bytes_total")) {
            String name = sample.labels().getOrDefault("device", "");
            if (name.equals("lo") || name.startsWith("veth") || name.startsWith("docker")) {
                continue;
            }
            interfaces.add(Json.object()
                    .put("name", name)
                    .put("signal_dbm", JsonNumbers.of(metrics.value("peace_wifi_signal_dbm", "device", name)))
                    .put("up", JsonNumbers.of(metrics.value("node_network_up", "device", name)))
                    .put(
                            "received_bytes_per_second",
                            JsonNumbers.of(metrics.rate(
                                    "node_network_receive_bytes_total", labels -> name.equals(labels.get("device")))))
                    .put(
                            "sent_bytes_per_second",
                            JsonNumbers.of(metrics.rate(
                                    "node_network_transmit_bytes_total", labels -> name.equals(labels.get("device")))))
                    .build());
        }
        return Json.object()
                .put("internet", JsonNumbers.of(metrics.value("recorder_internet_connected")))
                .put("interfaces", interfaces)
                .build();
    }

    private OptionalDouble cpuBusyRatio() {
        OptionalDouble idle = metrics.rate("node_cpu_seconds_total", labels -> "idle".equals(labels.get("mode")));
        long processors = metrics.samples("node_cpu_seconds_total").stream()
                .filter(sample -> "idle".equals(sample.labels().get("mode")))
                .count();
        return idle.isEmpty() || processors == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.clamp(1 - idle.getAsDouble() / processors, 0, 1));
    }

    private OptionalDouble temperature() {
        OptionalDouble zone = metrics.value("node_thermal_zone_temp");
        return zone.isPresent() ? zone : metrics.value("node_hwmon_temp_celsius");
    }

    /** The throttling flags of a Raspberry Pi's firmware; empty on other machines. */
    private List<JsonObject> power() {
        List<JsonObject> flags = new ArrayList<>();
        for (Sample now : metrics.samples("rpi_throttled")) {
            String reason = now.labels().getOrDefault("reason", "");
            flags.add(Json.object()
                    .put("reason", reason)
                    .put("now", now.value() > 0)
                    .put(
                            "since_boot",
                            metrics.value("rpi_throttled_since_boot", "reason", reason)
                                            .orElse(0)
                                    > 0)
                    .build());
        }
        return flags;
    }
}
