// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.time.Duration;

/**
 * The PromQL of a report: plain instant queries, which every server with Prometheus' HTTP API answers. Only series of devices themselves
 * count. A rate over raw samples where that is exact enough, otherwise samples of a subquery, {@link #step} apart.
 *
 * @param window how far back
 */
record FleetReportQueries(Duration window) {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Evaluations of a subquery for each device: a server's limit is 50 million for all. */
    private static final int MAX_STEPS = 5_000;

    private static final String UP = "max by (instance) (recorder_up{peace_scraped=\"\"})";
    private static final String RESTARTS = "sum by (instance) (peace_watchdog_restarts_total{peace_scraped=\"\"})";

    /** 1 for the newest version of each device: the one before an update is still found for five minutes, and must not count then. */
    private static final String VERSION =
            "((max by (instance, version) (timestamp(peace_build_info{peace_scraped=\"\"}))"
                    + " == on (instance) group_left () max by (instance) (timestamp(peace_build_info{peace_scraped=\"\"}))) * 0 + 1)";

    /** Unlike the time of boot it does not change when a clock is set. */
    private static final String UPTIME = "(max by (instance) (node_time_seconds{peace_scraped=\"\"})"
            + " - max by (instance) (node_boot_time_seconds{peace_scraped=\"\"}))";

    private static final String SAMPLED_AT =
            "max by (instance) (timestamp(node_boot_time_seconds{peace_scraped=\"\"}))";

    /** Adds the cause of its boot to a value of a device. All causes are sampled at once, and one of them is 1. */
    private static final String WITH_CAUSE =
            "max by (instance, cause) (peace_previous_boot_end{peace_scraped=\"\"} == 1)"
                    + " * on (instance) group_left () ";

    /** How finely time is sampled: a minute, as devices ship, or more over a long window. */
    Duration step() {
        Duration step = Duration.ofMinutes(Math.ceilDiv(window.toMinutes(), MAX_STEPS));
        return step.compareTo(MINUTE) < 0 ? MINUTE : step;
    }

    private String range() {
        return "[" + window.toSeconds() + "s]";
    }

    private String sampled(String expression) {
        return "(" + expression + ")[" + window.toSeconds() + "s:" + step().toSeconds() + "s]";
    }

    /** Share of the reported time in which the watched program was up, by device. */
    String availability() {
        return "max by (instance) (avg_over_time(recorder_up{peace_scraped=\"\"}" + range() + "))";
    }

    /** Seconds in which the device said whether its program is up, by device. */
    String reportedSeconds() {
        return "count_over_time(" + sampled(UP) + ") * " + step().toSeconds();
    }

    /** How often the watched program went down or came up, by device. */
    String changes() {
        return "max by (instance) (changes(recorder_up{peace_scraped=\"\"}" + range() + "))";
    }

    /** Restarts by the watchdog, by device. */
    String restarts() {
        return "round(sum by (instance) (increase(peace_watchdog_restarts_total{peace_scraped=\"\"}" + range() + ")))";
    }

    /** Seconds in which the watched program was up, by device and version. */
    String upSecondsByVersion() {
        return "count_over_time(" + sampled(VERSION + " * on (instance) group_left () (" + UP + " == 1)") + ") * "
                + step().toSeconds();
    }

    /** Restarts by the watchdog, by device and version. */
    String restartsByVersion() {
        String added = "clamp_min(" + RESTARTS + " - "
                + RESTARTS.replace("{peace_scraped=\"\"}", "{peace_scraped=\"\"} offset " + step().toSeconds() + "s")
                + ", 0)";
        return "sum_over_time(" + sampled(VERSION + " * on (instance) group_left () " + added) + ")";
    }

    /** Version by device, now. */
    String versions() {
        return VERSION;
    }

    /**
     * Boots by device and by how the boot before each ended: whenever the uptime starts again, and once more if the first of them
     * started inside of the window. A boot that lasted less than a step can be missed.
     */
    String boots() {
        String bootedAt = "(" + SAMPLED_AT + " - " + UPTIME + ")";
        return "resets(" + sampled(WITH_CAUSE + UPTIME) + ") + (min_over_time(" + sampled(WITH_CAUSE + bootedAt)
                + ") > bool (time() - " + window.toSeconds() + "))";
    }

    /** Mean temperature of the hottest sensor in degrees Celsius, by device. */
    String temperature() {
        return "max by (instance) (avg_over_time(node_hwmon_temp_celsius{peace_scraped=\"\"}" + range()
                + ") or avg_over_time(node_thermal_zone_temp{peace_scraped=\"\"}" + range() + "))";
    }

    /** Free bytes where videos are, by device, now. */
    String diskFree() {
        return "min by (instance) (recorder_disk_free_bytes{peace_scraped=\"\"})";
    }
}
