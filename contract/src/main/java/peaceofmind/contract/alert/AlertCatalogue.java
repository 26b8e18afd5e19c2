package peaceofmind.contract.alert;

import static peaceofmind.contract.alert.Severity.CRITICAL;
import static peaceofmind.contract.alert.Severity.INFO;
import static peaceofmind.contract.alert.Severity.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.contract.alert.Expression.Vanished;

/**
 * Every alert there is. {@code docs/alerts.md} is checked against it. Limits that a configuration changes are changed on a device;
 * the servers' rules have these.
 */
public final class AlertCatalogue {

    private static final Duration NOW = Duration.ZERO;
    private static final String RESTART = "level-1-restart-the-recorder";
    private static final String REASON = "level-2-find-the-reason";
    private static final String RESTART_ALL = "level-3-restart-everything";
    private static final String REBOOT = "level-4-reboot-the-device";
    private static final String VERSION = "level-5-another-version";
    private static final String DISK = "level-6-room-on-the-disk-uploads";
    private static final String CAMERA = "level-7-the-camera";
    private static final String UNREACHABLE = "when-it-cant-be-reached";

    private static final List<AlertRule> RULES = Stream.of(recorder(), storage(), machine(), watchdog(), care())
            .flatMap(List::stream)
            .toList();

    private AlertCatalogue() {}

    /** All rules, in the order in which people read them. */
    public static List<AlertRule> rules() {
        return RULES;
    }

    public static Optional<AlertRule> rule(String name) {
        return RULES.stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    private static List<AlertRule> recorder() {
        return List.of(
                AlertRule.of("ServiceDown", CRITICAL, "recorder_up == 0", minutes(1))
                        .says("The recorder is down", "Restart it; read its log if it does not stay up.", RESTART)
                        .whenMissing(NoData.ALERT)
                        .silencing("RecordingStalled", "RecorderError", "NoCamera", "UploadBacklog")
                        .quietDuringHold(),
                AlertRule.of("RecorderError", CRITICAL, "recorder_state{state=\"error\"} == 1", minutes(2))
                        .says("The recorder runs but can't record", "Read in its log what stops it.", REASON)
                        .quietDuringHold(),
                AlertRule.of("NoCamera", CRITICAL, "recorder_camera_up == 0", minutes(1))
                        .says("The camera is gone", "Check its cable and power.", CAMERA)
                        .silencing("RecorderError", "RecordingStalled")
                        .quietDuringHold(),
                AlertRule.of("RecordingStalled", CRITICAL, "recorder_recording_stalled_seconds > 60", minutes(1))
                        .says("The recording does not grow", "Look whether the camera delivers a picture.", CAMERA)
                        .quietDuringHold(),
                AlertRule.of("UploadSuccessLow", WARNING, "recorder_upload_success_rate_24h < 0.95", hours(1))
                        .says(
                                "Fewer than {limit} of the day's uploads succeed",
                                "Look which videos failed, and why.",
                                DISK),
                AlertRule.of("UploadBacklog", WARNING, "recorder_upload_queue_size > 10", hours(1))
                        .says("Videos wait for their upload", "Check the network and the upload's log.", DISK),
                AlertRule.of("InternetDown", WARNING, "recorder_internet_connected == 0", minutes(10))
                        .says(
                                "The device does not reach the internet",
                                "Check the router; it goes on recording.",
                                UNREACHABLE)
                        .keepFiring(minutes(5))
                        .silencing("UploadBacklog", "UploadSuccessLow", "ShippingStopped"));
    }

    private static List<AlertRule> storage() {
        return List.of(
                AlertRule.of("DiskSpaceLow", CRITICAL, "recorder_disk_free_bytes < 5000000000", minutes(5))
                        .says("Less than {limit} free: the recorder refuses to record", "Make room.", DISK)
                        .whenMissing(NoData.KEEP)
                        .keepFiring(minutes(5))
                        .silencing("DiskSpaceShrinking", "DiskFullSoon", "RecorderError"),
                AlertRule.of("DiskSpaceShrinking", WARNING, "recorder_disk_free_bytes < 10000000000", minutes(5))
                        .says("Less than {limit} free", "Make room before recording stops.", DISK)
                        .whenMissing(NoData.KEEP)
                        .keepFiring(minutes(5))
                        .silencing("DiskFullSoon"),
                AlertRule.of("DiskFullSoon", WARNING, "peace_filesystem_full_in_seconds < 172800", hours(1))
                        .says("The disk will be full within {limit}", "Make room, or upload faster.", DISK)
                        .keepFiring(hours(1)),
                AlertRule.of("DiskReadOnly", CRITICAL, "peace_filesystem_remounted_readonly == 1", minutes(1))
                        .says("A disk has become read-only", "Save what you can and replace the card or disk.", REBOOT)
                        .silencing("RecorderError", "DiskErrors"),
                AlertRule.of("DiskErrors", WARNING, "peace_filesystem_errors_total > 0", NOW)
                        .says(
                                "The file system has noted errors",
                                "Check it at the next visit; the card may be failing.",
                                REBOOT),
                AlertRule.of("CardWornOut", WARNING, "peace_card_life_used_ratio >= 0.9", hours(1))
                        .says("The memory card is nearly worn out", "Replace it at the next visit.", REBOOT));
    }

    private static List<AlertRule> machine() {
        return List.of(
                AlertRule.of("HighTemperature", WARNING, "node_hwmon_temp_celsius > 80", minutes(5))
                        .says("Hotter than {limit}", "Give it air; check its fan.", REASON)
                        .keepFiring(minutes(5))
                        .silencing("Throttled"),
                AlertRule.of("UnderVoltage", WARNING, "rpi_throttled{reason=\"under_voltage\"} == 1", minutes(1))
                        .says("Its power supply is too weak", "Replace the power supply or its cable.", REASON)
                        .keepFiring(minutes(10))
                        .silencing("Throttled"),
                AlertRule.of("Throttled", WARNING, "rpi_throttled{reason=\"throttled\"} == 1", minutes(5))
                        .says("The processor is slowed down", "Look at its temperature and its power supply.", REASON)
                        .keepFiring(minutes(10)),
                AlertRule.of("ClockUnsynchronised", WARNING, "node_timex_sync_status == 0", minutes(30))
                        .says(
                                "The clock is not synchronised: times may be wrong",
                                "Check that it reaches a time server.",
                                REASON),
                AlertRule.of(
                                "UncleanShutdown",
                                WARNING,
                                "peace_previous_boot_end{cause!=\"clean\"} == 1 and on (instance) "
                                        + "time() - node_boot_time_seconds < 3600",
                                NOW)
                        .says(
                                "It was not shut down in order before this boot",
                                "Check its power if this happens again.",
                                REASON));
    }

    private static List<AlertRule> watchdog() {
        return List.of(
                AlertRule.of("WatchdogDown", CRITICAL, "peace_watchdog_up == 0", minutes(2))
                        .says("The watchdog is down: nobody restarts the recorder", "Start the watchdog.", RESTART_ALL)
                        .whenMissing(NoData.ALERT)
                        .silencing("WatchdogGaveUp"),
                AlertRule.of("WatchdogGaveUp", CRITICAL, "peace_watchdog_gave_up == 1", NOW)
                        .says(
                                "Restarts and reboots did not help: it needs you",
                                "Find the reason; it is tried again every 15 minutes.",
                                REASON)
                        .whenMissing(NoData.KEEP)
                        .silencing("StartsAgainAndAgain"),
                AlertRule.of("StartsAgainAndAgain", WARNING, "peace_watchdog_unstable == 1", NOW)
                        .says(
                                "It works for a moment, ends, and is started again, and again",
                                "Find in its log why it ends; it is not restarted or rebooted for that.",
                                REASON)
                        .quietDuringHold(),
                AlertRule.of(
                                "RebootedByWatchdog",
                                WARNING,
                                "time() - peace_watchdog_last_reboot_timestamp_seconds < 3600",
                                NOW)
                        .says("The watchdog rebooted the device", "Look at the evidence of the incident.", REASON)
                        .silencing("UncleanShutdown", "RestartedByWatchdog"),
                AlertRule.of(
                                "RestartedByWatchdog",
                                INFO,
                                "time() - peace_watchdog_last_restart_timestamp_seconds < 900",
                                NOW)
                        .says(
                                "The watchdog restarted the recorder",
                                "Look at the evidence if this happens often.",
                                REASON));
    }

    private static List<AlertRule> care() {
        return List.of(
                AlertRule.of("RecorderSourceUnreadable", WARNING, "recorder_collector_success == 0", minutes(10))
                        .says("A source of the recorder's metrics can't be read", "Read the agent's log.", RESTART_ALL),
                AlertRule.of("NodeSourceUnreadable", WARNING, "node_scrape_collector_success == 0", minutes(10))
                        .says("A source of the system's metrics can't be read", "Read the agent's log.", RESTART_ALL),
                AlertRule.of("NodeMetricsGone", WARNING, "absent(node_boot_time_seconds)", minutes(5))
                        .says("The system's metrics are missing", "Restart the agent; read its log.", RESTART_ALL),
                AlertRule.of("ExporterGone", WARNING, "up == 0", minutes(5))
                        .says("A program does not tell its metrics any more", "Look whether it runs.", RESTART_ALL),
                AlertRule.of("ShippingStopped", WARNING, "peace_ship_up == 0", hours(1))
                        .says(
                                "Nothing has left the device for an hour",
                                "Check the network and the receiver's access.",
                                UNREACHABLE),
                AlertRule.of("UpdateFailed", WARNING, "peace_update_last_success == 0", NOW)
                        .says("The last update failed and was taken back", "Read why, before you try again.", VERSION),
                AlertRule.of(
                                "Updated",
                                INFO,
                                "peace_update_last_success == 1 and on (instance) "
                                        + "time() - peace_update_last_begin_timestamp_seconds < 3600",
                                NOW)
                        .says(
                                "The recorder was updated, and beats",
                                "Nothing; peace update --rollback undoes it.",
                                VERSION),
                AlertRule.of("ExpiresSoon", WARNING, "peace_expiry_timestamp_seconds - time() < 1209600", hours(1))
                        .says("A certificate or token expires within {limit}", "Renew it.", REASON),
                AlertRule.of(
                                "DrillOverdue",
                                WARNING,
                                "time() - peace_drill_last_success_timestamp_seconds > 7776000",
                                hours(1))
                        .says("Recovery was not tried for {limit}", "Run: peace drill.", REASON),
                AlertRule.of(
                                "DrillNeverDone",
                                INFO,
                                "absent(peace_drill_last_success_timestamp_seconds)",
                                Duration.ofDays(7))
                        .says("Recovery was never tried on this device", "Run: peace drill.", REASON),
                AlertRule.of(
                                "DeviceGone",
                                CRITICAL,
                                new Vanished(Selector.parse("peace_build_info"), Duration.ofDays(1)),
                                minutes(5))
                        .says(
                                "No word from the device",
                                "See whether it can be reached; else send somebody.",
                                UNREACHABLE)
                        .silencing("ExporterGone")
                        .onServerOnly());
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static Duration hours(int hours) {
        return Duration.ofHours(hours);
    }
}
