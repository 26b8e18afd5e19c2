// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.ConfiguredService;
import peaceofmind.foundation.config.NetworkConfig;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.NetworkPolicy;
import peaceofmind.watchdog.policy.Policy;

/**
 * The section {@code watchdog} of the configuration.
 *
 * @param stateFolder of history, journal and evidence
 * @param logFolder of watchdog.log and reboot_trigger.log
 * @param operators users who may request actions, besides root and the watchdog's own user
 * @param simulatedBoot the file that simulates a boot in a demo; empty on a device
 * @param stopServicesOnExit whether the watchdog stops the processes that it supervises when it exits
 * @param network the section {@code network}
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
        boolean dryRun,
        NetworkConfig network) {

    /** Name of the section. */
    public static final String SECTION = "watchdog";

    /** Reads every key; problems are recorded in the document. */
    public static WatchdogConfig read(ConfigDocument document) {
        ConfigSection section = document.section(SECTION);
        return new WatchdogConfig(
                section.path("socket", "Control socket of the watchdog", Path.of("/run/peace/watchdog.sock")),
                section.path(
                        "state_dir", "Folder of history, journal and evidence", Path.of("/var/lib/peace/watchdog")),
                section.path("log_dir", "Folder of watchdog.log and reboot_trigger.log", Path.of("/var/log/recorder")),
                section.texts("operators", "Users who may hold, restart and reboot, besides root", List.of()),
                section.optionalPath("simulated_boot", "For demos only: a file that simulates the boot"),
                section.bool(
                        "stop_services_on_exit",
                        "Stop the services that the watchdog supervises itself when it exits",
                        false),
                services(section, ConfiguredService.all(document)),
                device(section.section("device")),
                section.bool("dry_run", "Only record decisions, execute none", false),
                NetworkConfig.read(document));
    }

    /** The limits that decisions depend on. */
    public Policy policy() {
        return new Policy(device, services.stream().map(ServiceConfig::policy).toList(), dryRun);
    }

    /** The limits of network repairs. A demo has none: the network is its host's. */
    public NetworkPolicy networkPolicy() {
        return NetworkPolicy.of(
                network.repair() && simulatedBoot.isEmpty(), dryRun, network.powerCycle(), network.rebootAfter());
    }

    /** Where the output of a process that the watchdog starts itself goes. */
    public Path outputOf(ServiceConfig service) {
        return logFolder.resolve(service.name() + ".out");
    }

    private static List<ServiceConfig> services(ConfigSection section, List<ConfiguredService> known) {
        List<ConfigSection> configured = section.sections("services");
        if (configured.isEmpty()) {
            return List.of(ServiceConfig.defaultRecorder(known.getFirst().log()));
        }
        List<ServiceConfig> services = new ArrayList<>();
        for (int index = 0; index < configured.size(); index++) {
            services.add(ServiceConfig.read(
                    configured.get(index),
                    index < known.size() ? known.get(index).log() : Optional.empty()));
        }
        Set<String> names = new HashSet<>();
        for (ServiceConfig service : services) {
            if (!names.add(service.name())) {
                section.addProblem("services", "two services have the name \"" + service.name() + "\"");
            }
        }
        return List.copyOf(services);
    }

    private static DevicePolicy device(ConfigSection section) {
        DevicePolicy defaults = DevicePolicy.defaults();
        Duration minute = Duration.ofMinutes(1);
        Duration day = Duration.ofDays(1);
        return new DevicePolicy(
                section.integer(
                        "reboots_per_hour",
                        "Maximum number of automatic reboots per hour",
                        defaults.rebootsPerHour(),
                        0,
                        4),
                section.integer(
                        "reboots_per_day",
                        "Maximum number of automatic reboots per day; 0: never reboot",
                        defaults.rebootsPerDay(),
                        0,
                        24),
                section.duration(
                        "quiet_after_boot",
                        "No automatic reboot within this time after a boot",
                        defaults.quietAfterBoot(),
                        minute,
                        day),
                section.duration(
                        "force_reboot_after",
                        "Force a reboot that has not happened within this time",
                        defaults.forceRebootAfter(),
                        Duration.ofSeconds(10),
                        Duration.ofHours(1)),
                defaults.abandonRebootAfter(),
                section.duration(
                        "retry_after",
                        "How often to restart a service after giving up on it",
                        defaults.retryAfter(),
                        minute,
                        day),
                section.duration(
                        "normal_after",
                        "A service that was healthy for this time counts as back to normal",
                        defaults.normalAfter(),
                        minute,
                        day),
                section.duration(
                        "max_hold", "Maximum length of a hold", defaults.maxHold(), minute, Duration.ofDays(7)),
                Optional.of(section.duration(
                                "reboot_uncounted_after",
                                "While the disk is read-only, so that reboots cannot be counted, reboot only after this time"
                                        + " since the last boot; 0s: never",
                                defaults.rebootUncountedAfter().orElseThrow(),
                                Duration.ZERO,
                                Duration.ofDays(30)))
                        .filter(Duration::isPositive));
    }
}
