// SPDX-License-Identifier: Apache-2.0
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
 * All alert rules. {@code docs/alerts.md} is tested against it. A device's configuration can change limits for that device; the rules
 * for servers always have the limits given here.
 */
public final class AlertCatalogue {

    private static final Duration IMMEDIATELY = Duration.ZERO;
    private static final String RESTART_RECORDER = "level-1-restart-the-recorder";
    private static final String FIND_REASON = "level-2-find-the-reason";
    private static final String RESTART_ALL = "level-3-restart-everything";
    private static final String REBOOT_DEVICE = "level-4-reboot-the-device";
    private static final String CHANGE_VERSION = "level-5-another-version";
    private static final String FREE_DISK_SPACE = "level-6-room-on-the-disk-uploads";
    private static final String CHECK_CAMERA = "level-7-the-camera";
    private static final String DEVICE_UNREACHABLE = "when-it-cant-be-reached";

    private static final List<AlertRule> RULES = Stream.of(
                    recorder(), uploads(), network(), pictures(), storage(), system(), watchdog(), operations())
            .flatMap(List::stream)
            .toList();

    private AlertCatalogue() {}

    /** All rules, in the order in which they are documented. */
    public static List<AlertRule> rules() {
        return RULES;
    }

    public static Optional<AlertRule> rule(String name) {
        return RULES.stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    private static List<AlertRule> recorder() {
        return List.of(
                AlertRule.of("ServiceDown", CRITICAL, "recorder_up == 0", minutes(1))
                        .describedAs(
                                "The {service} is down",
                                "Restart it; read its log if it does not stay up.",
                                RESTART_RECORDER)
                        .onNoData(NoData.ALERT)
                        .inhibiting(
                                "RecordingStalled", "RecorderError", "NoCamera", "UploadBacklog", "UploadTargetDown")
                        .mutedDuringHold(),
                AlertRule.of("RecorderError", CRITICAL, "recorder_state{state=\"error\"} == 1", minutes(2))
                        .describedAs(
                                "The {service} is running but cannot work", "Find the reason in its log.", FIND_REASON)
                        .mutedDuringHold(),
                AlertRule.of("NoCamera", CRITICAL, "recorder_camera_up == 0", minutes(1))
                        .describedAs("The camera is gone", "Check its cable and power.", CHECK_CAMERA)
                        .inhibiting("RecorderError", "RecordingStalled", "PictureBlack", "PictureFrozen", "SoundSilent")
                        .mutedDuringHold(),
                AlertRule.of("RecordingStalled", CRITICAL, "recorder_recording_stalled_seconds > 60", minutes(1))
                        .describedAs(
                                "The recording has stopped growing",
                                "Check whether the camera delivers a picture.",
                                CHECK_CAMERA)
                        .mutedDuringHold());
    }

    private static List<AlertRule> uploads() {
        return List.of(
                AlertRule.of("UploadSuccessLow", WARNING, "recorder_upload_success_rate_24h < 0.95", hours(1))
                        .describedAs(
                                "Fewer than {limit} of the day's uploads succeed",
                                "Check which videos failed, and why.",
                                FREE_DISK_SPACE),
                AlertRule.of("UploadTargetDown", WARNING, "recorder_upload_target_up == 0", hours(1))
                        .describedAs(
                                "A target of uploads cannot be used",
                                "Check peace status: mount the share, or correct what it says; videos wait.",
                                FREE_DISK_SPACE)
                        .inhibiting("UploadBacklog"),
                AlertRule.of(
                                "UploadLoginExpires",
                                WARNING,
                                "recorder_upload_login_expiry_timestamp_seconds - time() < 259200",
                                hours(1))
                        .describedAs(
                                "A login for uploads expires within {limit}",
                                "Log in again: peace recorder login.",
                                FREE_DISK_SPACE),
                AlertRule.of("UploadBacklog", WARNING, "recorder_upload_queue_size > 10", hours(1))
                        .describedAs(
                                "Videos are waiting to be uploaded",
                                "Check the network and the upload log.",
                                FREE_DISK_SPACE));
    }

    private static List<AlertRule> network() {
        return List.of(
                AlertRule.of("InternetDown", WARNING, "recorder_internet_connected == 0", minutes(10))
                        .describedAs(
                                "The device cannot reach the internet",
                                "Check the router; nothing is restarted for this.",
                                DEVICE_UNREACHABLE)
                        .withKeepFiringFor(minutes(5))
                        .inhibiting(
                                "UploadBacklog",
                                "UploadTargetDown",
                                "UploadSuccessLow",
                                "ShippingStopped",
                                "PingFailing"),
                AlertRule.of("NetworkDown", WARNING, "peace_network_outage == 1", minutes(5))
                        .describedAs(
                                "The device was cut off from the network",
                                "peace network shows where the fault is, and what was repaired.",
                                DEVICE_UNREACHABLE)
                        .withKeepFiringFor(minutes(5))
                        .inhibiting(
                                "InternetDown",
                                "UploadBacklog",
                                "UploadTargetDown",
                                "UploadSuccessLow",
                                "ShippingStopped",
                                "PingFailing",
                                "ClockUnsynchronised"));
    }

    /** What is in the recordings. */
    private static List<AlertRule> pictures() {
        return List.of(
                AlertRule.of("PictureBlack", WARNING, "recorder_picture_black_seconds > 300", minutes(1))
                        .describedAs(
                                "The camera's picture is black",
                                "Check the light in the room, the camera's lens and its cable.",
                                CHECK_CAMERA)
                        .onNoData(NoData.KEEP_LAST)
                        .mutedDuringHold(),
                AlertRule.of("PictureFrozen", WARNING, "recorder_picture_frozen_seconds > 300", minutes(1))
                        .describedAs(
                                "The camera's picture stands still",
                                "Disconnect the camera from its power and connect it again.",
                                CHECK_CAMERA)
                        .onNoData(NoData.KEEP_LAST)
                        .mutedDuringHold(),
                AlertRule.of("SoundSilent", WARNING, "recorder_audio_silent_seconds > 600", minutes(1))
                        .describedAs(
                                "The recording's sound is silent",
                                "Check the microphone, its cable and its volume.",
                                CHECK_CAMERA)
                        .onNoData(NoData.KEEP_LAST)
                        .mutedDuringHold());
    }

    private static List<AlertRule> storage() {
        return List.of(
                AlertRule.of("DiskSpaceLow", CRITICAL, "recorder_disk_free_bytes < 5000000000", minutes(5))
                        .describedAs(
                                "Less than {limit} free: too little for the {service}", "Make room.", FREE_DISK_SPACE)
                        .onNoData(NoData.KEEP_LAST)
                        .withKeepFiringFor(minutes(5))
                        .inhibiting("DiskSpaceShrinking", "DiskFullSoon", "RecorderError"),
                AlertRule.of("DiskSpaceShrinking", WARNING, "recorder_disk_free_bytes < 10000000000", minutes(5))
                        .describedAs("Less than {limit} free", "Make room before it is full.", FREE_DISK_SPACE)
                        .onNoData(NoData.KEEP_LAST)
                        .withKeepFiringFor(minutes(5))
                        .inhibiting("DiskFullSoon"),
                AlertRule.of("DiskFullSoon", WARNING, "peace_filesystem_full_in_seconds < 172800", hours(1))
                        .describedAs(
                                "The disk will be full within {limit}", "Make room, or upload faster.", FREE_DISK_SPACE)
                        .withKeepFiringFor(hours(1)),
                AlertRule.of("DiskReadOnly", CRITICAL, "peace_filesystem_remounted_readonly == 1", minutes(1))
                        .describedAs(
                                "A disk has become read-only",
                                "Save what you can and replace the card or disk.",
                                REBOOT_DEVICE)
                        .inhibiting("RecorderError", "DiskErrors"),
                AlertRule.of("DiskErrors", WARNING, "peace_filesystem_errors_total > 0", IMMEDIATELY)
                        .describedAs(
                                "The file system has recorded errors",
                                "Check it at the next visit; the card may be failing.",
                                REBOOT_DEVICE),
                AlertRule.of("CardWornOut", WARNING, "peace_card_life_used_ratio >= 0.9", hours(1))
                        .describedAs(
                                "The memory card is nearly worn out", "Replace it at the next visit.", REBOOT_DEVICE));
    }

    private static List<AlertRule> system() {
        return List.of(
                AlertRule.of(
                                "HighTemperature",
                                WARNING,
                                "(node_hwmon_temp_celsius or on (instance) node_thermal_zone_temp) > 80",
                                minutes(5))
                        .describedAs("Hotter than {limit}", "Improve its cooling; check the fan.", FIND_REASON)
                        .withKeepFiringFor(minutes(5))
                        .inhibiting("Throttled"),
                AlertRule.of("UnderVoltage", WARNING, "rpi_throttled{reason=\"under_voltage\"} == 1", minutes(1))
                        .describedAs(
                                "The power supply is too weak", "Replace the power supply or its cable.", FIND_REASON)
                        .withKeepFiringFor(minutes(10))
                        .inhibiting("Throttled"),
                AlertRule.of("Throttled", WARNING, "rpi_throttled{reason=\"throttled\"} == 1", minutes(5))
                        .describedAs(
                                "The processor is throttled",
                                "Check its temperature and its power supply.",
                                FIND_REASON)
                        .withKeepFiringFor(minutes(10)),
                AlertRule.of("ClockUnsynchronised", WARNING, "node_timex_sync_status == 0", minutes(30))
                        .describedAs(
                                "The clock is not synchronised: times may be wrong",
                                "Check that the device can reach a time server.",
                                FIND_REASON),
                AlertRule.of(
                                "UncleanShutdown",
                                WARNING,
                                "peace_previous_boot_end{cause!=\"clean\"} == 1 and on (instance) "
                                        + "time() - node_boot_time_seconds < 3600",
                                IMMEDIATELY)
                        .describedAs(
                                "The device was not shut down cleanly before this boot",
                                "Check its power if this happens again.",
                                FIND_REASON));
    }

    private static List<AlertRule> watchdog() {
        return List.of(
                AlertRule.of("WatchdogDown", CRITICAL, "peace_watchdog_up == 0", minutes(2))
                        .describedAs(
                                "The watchdog is down: nobody restarts the {service}",
                                "Start the watchdog.",
                                RESTART_ALL)
                        .onNoData(NoData.ALERT)
                        .inhibiting("WatchdogGaveUp"),
                AlertRule.of("WatchdogGaveUp", CRITICAL, "peace_watchdog_gave_up == 1", IMMEDIATELY)
                        .describedAs(
                                "Restarts and reboots did not help: it needs you",
                                "Find the reason; the watchdog retries every 15 minutes.",
                                FIND_REASON)
                        .onNoData(NoData.KEEP_LAST)
                        .inhibiting("StartsAgainAndAgain"),
                AlertRule.of("StartsAgainAndAgain", WARNING, "peace_watchdog_unstable == 1", IMMEDIATELY)
                        .describedAs(
                                "The service does not stay up: it exits or freezes again and again",
                                "Find the reason in its log; restarts do not cure it.",
                                FIND_REASON)
                        .mutedDuringHold(),
                AlertRule.of(
                                "RebootedByWatchdog",
                                WARNING,
                                "time() - peace_watchdog_last_reboot_timestamp_seconds < 3600",
                                IMMEDIATELY)
                        .describedAs(
                                "The watchdog rebooted the device", "Review the evidence of the incident.", FIND_REASON)
                        .inhibiting("UncleanShutdown", "RestartedByWatchdog"),
                AlertRule.of(
                                "RestartedByWatchdog",
                                INFO,
                                "time() - peace_watchdog_last_restart_timestamp_seconds < 900",
                                IMMEDIATELY)
                        .describedAs(
                                "The watchdog restarted the {service}",
                                "Review the evidence if this happens often.",
                                FIND_REASON));
    }

    private static List<AlertRule> operations() {
        return List.of(
                AlertRule.of("RecorderSourceUnreadable", WARNING, "recorder_collector_success == 0", minutes(10))
                        .describedAs(
                                "A source of the {service}'s metrics cannot be read",
                                "Read the agent's log.",
                                RESTART_ALL),
                AlertRule.of("NodeSourceUnreadable", WARNING, "node_scrape_collector_success == 0", minutes(10))
                        .describedAs(
                                "A source of the system's metrics cannot be read",
                                "Read the agent's log.",
                                RESTART_ALL),
                AlertRule.of("NodeMetricsGone", WARNING, "absent(node_boot_time_seconds)", minutes(5))
                        .describedAs(
                                "The system's metrics are missing", "Restart the agent; read its log.", RESTART_ALL),
                AlertRule.of("ExporterGone", WARNING, "up == 0", minutes(5))
                        .describedAs(
                                "A program no longer exposes its metrics", "Check whether it is running.", RESTART_ALL),
                AlertRule.of("ShippingStopped", WARNING, "peace_ship_up == 0", hours(1))
                        .describedAs(
                                "Nothing has left the device for an hour",
                                "Check the network and the receiver's credentials.",
                                DEVICE_UNREACHABLE),
                AlertRule.of("PingFailing", WARNING, "peace_ping_up == 0", minutes(30))
                        .describedAs(
                                "The ping is not accepted: nobody would notice that this device is dead",
                                "Check the network and the address of the ping: peace doctor.",
                                DEVICE_UNREACHABLE),
                AlertRule.of("UpdateFailed", WARNING, "peace_update_last_success == 0", IMMEDIATELY)
                        .describedAs(
                                "The last update failed and was rolled back",
                                "Find the reason before you try again.",
                                CHANGE_VERSION),
                AlertRule.of(
                                "Updated",
                                INFO,
                                "peace_update_last_success == 1 and on (instance) "
                                        + "time() - peace_update_last_begin_timestamp_seconds < 3600",
                                IMMEDIATELY)
                        .describedAs(
                                "The {service} was updated and is running",
                                "Nothing to do; peace update --rollback undoes it.",
                                CHANGE_VERSION),
                AlertRule.of("ExpiresSoon", WARNING, "peace_expiry_timestamp_seconds - time() < 1209600", hours(1))
                        .describedAs("A certificate or token expires within {limit}", "Renew it.", FIND_REASON),
                AlertRule.of(
                                "DrillOverdue",
                                WARNING,
                                "time() - peace_drill_last_success_timestamp_seconds > 7776000",
                                hours(1))
                        .describedAs("Recovery has not been tested for {limit}", "Run: peace drill.", FIND_REASON),
                AlertRule.of(
                                "DrillNeverDone",
                                INFO,
                                "absent(peace_drill_last_success_timestamp_seconds)",
                                Duration.ofDays(7))
                        .describedAs("Recovery has never been tested on this device", "Run: peace drill.", FIND_REASON),
                AlertRule.of(
                                "DeviceGone",
                                CRITICAL,
                                new Vanished(Selector.parse("peace_build_info"), Duration.ofDays(1)),
                                minutes(5))
                        .describedAs(
                                "The device has stopped reporting",
                                "Check whether it can be reached; otherwise send somebody.",
                                DEVICE_UNREACHABLE)
                        .inhibiting("ExporterGone")
                        .serverOnly());
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static Duration hours(int hours) {
        return Duration.ofHours(hours);
    }
}
