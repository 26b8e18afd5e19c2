// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.util.List;
import java.util.stream.Stream;

/**
 * The metrics shipped by default: those that the dashboards and alerts use and nothing else, to keep a fleet within a free tier. A name
 * may end in {@code *}.
 */
public final class DefaultAllowList {

    /** The recorder, its watchdog and the alerts. */
    private static final List<String> RECORDER = List.of("recorder_*", "peace_*", "ALERTS", "ALERTS_FOR_STATE", "up");

    /** System metrics in the guide's panels and alerts, and in the main rows of Grafana dashboard 1860. */
    private static final List<String> NODE = List.of(
            "rpi_throttled",
            "node_hwmon_temp_celsius",
            "node_thermal_zone_temp",
            "node_memory_MemTotal_bytes",
            "node_memory_MemAvailable_bytes",
            "node_memory_MemFree_bytes",
            "node_memory_Buffers_bytes",
            "node_memory_Cached_bytes",
            "node_memory_SReclaimable_bytes",
            "node_memory_SwapTotal_bytes",
            "node_memory_SwapFree_bytes",
            "node_load1",
            "node_load5",
            "node_load15",
            "node_cpu_seconds_total",
            "node_filesystem_size_bytes",
            "node_filesystem_avail_bytes",
            "node_filesystem_readonly",
            "node_network_receive_bytes_total",
            "node_network_transmit_bytes_total",
            "node_scrape_collector_success",
            "node_disk_read_bytes_total",
            "node_disk_written_bytes_total",
            "node_disk_io_time_seconds_total",
            "node_boot_time_seconds",
            "node_time_seconds",
            "node_timex_sync_status",
            "node_uname_info",
            "node_pressure_*",
            "node_systemd_unit_state",
            "process_cpu_seconds_total",
            "process_resident_memory_bytes",
            "process_start_time_seconds");

    /** Metrics that are shipped immediately when their value changes. */
    public static final List<String> IMMEDIATE = List.of(
            "recorder_up",
            "recorder_state",
            "recorder_recording_active",
            "peace_alert*",
            "peace_watchdog_state*",
            "ALERTS",
            "up");

    private DefaultAllowList() {}

    /** All names. */
    public static List<String> names() {
        return Stream.concat(RECORDER.stream(), NODE.stream()).toList();
    }
}
