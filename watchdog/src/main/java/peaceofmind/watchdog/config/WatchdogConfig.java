package peaceofmind.watchdog.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.Policy;

/**
 * The section {@code watchdog} of the configuration.
 *
 * @param stateFolder history, journal, evidence
 * @param logFolder watchdog.log and reboot_trigger.log
 * @param operators users who may ask for actions, besides root and the watchdog's own user
 * @param simulatedBoot a demo's boot; empty on a device
 * @param stopServicesOnExit processes of the watchdog's own end with it
 */
public record WatchdogConfig(
        Path socket,
        Path stateFolder,
        Path logFolder,
        List<String> operators,
        Optional<Path> simulatedBoot,
        boolean stopServicesOnExit,
        List<ServiceConfig> services,
        DevicePolicy device,
        boolean dryRun) {

    /** Name of the section. */
    public static final String SECTION = "watchdog";

    /** Asks for every key; mistakes are recorded in the document. */
    public static WatchdogConfig read(ConfigDocument document) {
        ConfigSection section = document.section(SECTION);
        return new WatchdogConfig(
                section.path("socket", "Where commands reach the watchdog", Path.of("/run/peace/watchdog.sock")),
                section.path("state_dir", "Keeps history, journal and evidence", Path.of("/var/lib/peace/watchdog")),
                section.path("log_dir", "Keeps watchdog.log and reboot_trigger.log", Path.of("/var/log/recorder")),
                section.texts("operators", "Users who may hold, restart and reboot, besides root", List.of()),
                section.optionalPath("simulated_boot", "Only for demos: a file that stands for the boot"),
                section.bool("stop_services_on_exit", "End the watchdog's own processes with it", false),
                services(section),
                device(section.section("device")),
                section.bool("dry_run", "Decide and write down, but do nothing", false));
    }

    /** What decisions depend on. */
    public Policy policy() {
        return new Policy(device, services.stream().map(ServiceConfig::policy).toList(), dryRun);
    }

    private static List<ServiceConfig> services(ConfigSection section) {
        List<ConfigSection> configured = section.sections("services");
        if (configured.isEmpty()) {
            return List.of(ServiceConfig.defaultRecorder());
        }
        List<ServiceConfig> services =
                configured.stream().map(ServiceConfig::read).toList();
        Set<String> names = new HashSet<>();
        for (ServiceConfig service : services) {
            if (!names.add(service.name())) {
                section.addProblem("services", "two services are called \"" + service.name() + "\"");
            }
        }
        return services;
    }

    private static DevicePolicy device(ConfigSection section) {
        DevicePolicy defaults = DevicePolicy.defaults();
        Duration minute = Duration.ofMinutes(1);
        Duration day = Duration.ofDays(1);
        return new DevicePolicy(
                section.integer(
                        "reboots_per_hour", "Automatic reboots in an hour, at most", defaults.rebootsPerHour(), 0, 4),
                section.integer(
                        "reboots_per_day",
                        "Automatic reboots in a day, at most; 0: never",
                        defaults.rebootsPerDay(),
                        0,
                        24),
                section.duration(
                        "quiet_after_boot",
                        "No automatic reboot so soon after a boot",
                        defaults.quietAfterBoot(),
                        minute,
                        day),
                section.duration(
                        "force_reboot_after",
                        "A reboot that has not happened after this time is forced",
                        defaults.forceRebootAfter(),
                        Duration.ofSeconds(10),
                        Duration.ofHours(1)),
                defaults.abandonRebootAfter(),
                section.duration(
                        "retry_after",
                        "A service that was given up is restarted this often",
                        defaults.retryAfter(),
                        minute,
                        day),
                section.duration(
                        "normal_after", "Healthy for so long, it is normal again", defaults.normalAfter(), minute, day),
                section.duration(
                        "max_hold",
                        "Longest hold that may be asked for",
                        defaults.maxHold(),
                        minute,
                        Duration.ofDays(7)));
    }
}
