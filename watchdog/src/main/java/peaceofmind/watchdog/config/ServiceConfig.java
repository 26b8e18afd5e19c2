// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.UnitName;
import peaceofmind.watchdog.policy.ServicePolicy;

/**
 * A watched service.
 *
 * @param actuator starts and stops it
 * @param unit of systemd; empty for a process that the watchdog supervises
 * @param command of a process that the watchdog supervises; empty for a systemd unit
 * @param heartbeatOwner the user that must own the heartbeat file; empty accepts any
 * @param logs files whose last lines are saved as evidence
 */
public record ServiceConfig(
        ActuatorKind actuator,
        Optional<String> unit,
        List<String> command,
        Path heartbeat,
        Optional<String> heartbeatOwner,
        List<Path> logs,
        ServicePolicy policy) {

    /** Who starts and stops a service. */
    public enum ActuatorKind {
        SYSTEMD,
        PROCESS
    }

    private static final Duration MIN_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    public String name() {
        return policy.name();
    }

    /** Without a beat for this time it is restarted. */
    public Duration staleAfter() {
        return policy.staleAfter();
    }

    /** The guide's recorder, used if nothing is configured. */
    static ServiceConfig defaultRecorder() {
        return new ServiceConfig(
                ActuatorKind.SYSTEMD,
                Optional.of("recorder.service"),
                List.of(),
                Path.of("/run/recorder/heartbeat.json"),
                Optional.empty(),
                List.of(Path.of("/var/log/recorder/service.log")),
                ServicePolicy.defaults("recorder"));
    }

    static ServiceConfig read(ConfigSection section) {
        ServiceConfig defaults = defaultRecorder();
        String name = section.text("name", "Name of the service in events and commands", "recorder");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")) {
            section.addProblem(
                    "name",
                    "\"" + name
                            + "\" is not a valid name: at most 64 letters, digits and _ . @ -, starting with a letter"
                            + " or digit");
        }
        ActuatorKind actuator = section.choice(
                "actuator",
                "What starts and stops it: systemd, or the watchdog itself (process)",
                "systemd",
                text -> text.equals("systemd")
                        ? Optional.of(ActuatorKind.SYSTEMD)
                        : text.equals("process") ? Optional.of(ActuatorKind.PROCESS) : Optional.empty(),
                "systemd or process");
        String unit = UnitName.complete(section.text("unit", "The systemd unit", name + ".service"));
        List<String> command =
                section.texts("command", "The command to start, without a shell (actuator: process)", List.of());
        if (actuator == ActuatorKind.PROCESS && command.isEmpty()) {
            section.addProblem(
                    "command", "missing: a service with \"actuator: process\" needs the command that starts it");
        } else if (actuator == ActuatorKind.SYSTEMD && !command.isEmpty()) {
            section.addProblem("command", "systemd starts this service: remove this key, or set \"actuator: process\"");
        }
        Path heartbeat = section.path("heartbeat", "Its heartbeat file", defaults.heartbeat());
        Optional<String> owner =
                section.optionalText("heartbeat_owner", "The user that must own the heartbeat file (default: any)");
        List<Path> logs = section
                .texts(
                        "logs",
                        "Log files whose last lines are saved as evidence",
                        List.of("/var/log/recorder/service.log"))
                .stream()
                .map(Path::of)
                .toList();
        return new ServiceConfig(
                actuator,
                actuator == ActuatorKind.SYSTEMD ? Optional.of(unit) : Optional.empty(),
                command,
                heartbeat,
                owner,
                logs,
                policy(section, name));
    }

    private static ServicePolicy policy(ConfigSection section, String name) {
        ServicePolicy defaults = ServicePolicy.defaults(name);
        Duration stale = section.duration(
                "stale_after",
                "Restart it after this time without a beat",
                defaults.staleAfter(),
                MIN_TIMEOUT,
                MAX_TIMEOUT);
        Duration grace = section.duration(
                "start_grace",
                "Maximum time from its start to its first beat",
                defaults.startGrace(),
                MIN_TIMEOUT,
                MAX_TIMEOUT);
        if (grace.compareTo(stale) < 0) {
            section.addProblem("start_grace", "must not be shorter than stale_after");
        }
        Duration errorLimit = section.duration(
                "restart_on_error_after",
                "Restart it after this time in the state error; 0s: never, since it is still alive",
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofDays(1));
        Duration verify = section.duration(
                "verify_within",
                "A restart that is not followed by a beat within this time counts as failed",
                defaults.verifyWithin(),
                MIN_TIMEOUT,
                MAX_TIMEOUT);
        int maxRestarts = section.integer(
                "max_restarts",
                "Number of failed restarts in a row, within restart_window, after which the device is rebooted",
                defaults.maxRestarts(),
                1,
                20);
        Duration window = section.duration(
                "restart_window",
                "The time over which failed restarts are counted",
                defaults.restartWindow(),
                Duration.ofMinutes(1),
                Duration.ofDays(1));
        int unstable = section.integer(
                "unstable_restarts",
                "A service that needs more restarts than this per hour, though they help, is reported as unstable, and"
                        + " the device is rebooted once for it",
                defaults.unstableRestarts(),
                1,
                40);
        if (grace.multipliedBy(maxRestarts).compareTo(window) >= 0) {
            section.addProblem(
                    "restart_window",
                    "must be longer than max_restarts times start_grace: otherwise that number of restarts is never"
                            + " reached within it, and the device is never rebooted");
        }
        return new ServicePolicy(
                name,
                stale,
                grace,
                verify,
                maxRestarts,
                window,
                errorLimit.isZero() ? Optional.empty() : Optional.of(errorLimit),
                unstable);
    }
}
