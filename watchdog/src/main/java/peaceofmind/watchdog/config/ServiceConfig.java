package peaceofmind.watchdog.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.watchdog.policy.ServicePolicy;

/**
 * One watched service.
 *
 * @param actuator who starts and stops it
 * @param unit of systemd; empty for a process of the watchdog's own
 * @param command of a process of the watchdog's own; empty for a systemd unit
 * @param heartbeatOwner the user that must own the heartbeat; empty accepts any
 * @param logs files whose end belongs to the evidence
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

    /** Without a beat for so long it is restarted. */
    public Duration staleAfter() {
        return policy.staleAfter();
    }

    /** The guide's recorder, when nothing is configured. */
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
        String name = section.text("name", "How the service is called in events and commands", "recorder");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")) {
            section.addProblem("name", "\"" + name + "\" is no name: letters, digits and _ . @ -, at most 64");
        }
        ActuatorKind actuator = section.choice(
                "actuator",
                "Who starts and stops it: systemd, or the watchdog itself (process)",
                "systemd",
                text -> text.equals("systemd")
                        ? Optional.of(ActuatorKind.SYSTEMD)
                        : text.equals("process") ? Optional.of(ActuatorKind.PROCESS) : Optional.empty(),
                "systemd or process");
        String unit = section.text("unit", "The systemd unit", name + ".service");
        List<String> command =
                section.texts("command", "What the watchdog starts, without a shell (process)", List.of());
        if (actuator == ActuatorKind.PROCESS && command.isEmpty()) {
            section.addProblem("command", "a service with \"actuator: process\" needs the command that starts it");
        } else if (actuator == ActuatorKind.SYSTEMD && !command.isEmpty()) {
            section.addProblem("command", "systemd starts this service: leave it out, or set \"actuator: process\"");
        }
        Path heartbeat = section.path("heartbeat", "Its heartbeat file", defaults.heartbeat());
        Optional<String> owner =
                section.optionalText("heartbeat_owner", "The user that must own the heartbeat file (default: any)");
        List<Path> logs = section
                .texts("logs", "Log files whose end belongs to the evidence", List.of("/var/log/recorder/service.log"))
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
                "stale_after", "Without a beat for so long it is restarted", defaults.staleAfter(), MIN_TIMEOUT, MAX_TIMEOUT);
        Duration grace = section.duration(
                "start_grace",
                "So long it may take from its start to its first beat",
                defaults.startGrace(),
                MIN_TIMEOUT,
                MAX_TIMEOUT);
        if (grace.compareTo(stale) < 0) {
            section.addProblem("start_grace", "must not be shorter than stale_after");
        }
        Duration errorLimit = section.duration(
                "restart_on_error_after",
                "Restart it when it says error for so long; 0s: never, an error is alive",
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofDays(1));
        Duration verify = section.duration(
                "verify_within",
                "A restart without a beat within this time has failed",
                defaults.verifyWithin(),
                MIN_TIMEOUT,
                MAX_TIMEOUT);
        int maxRestarts = section.integer(
                "max_restarts",
                "So many restarts without lasting success make a reboot due",
                defaults.maxRestarts(),
                1,
                20);
        Duration window = section.duration(
                "restart_window",
                "Restarts are counted over this time",
                defaults.restartWindow(),
                Duration.ofMinutes(1),
                Duration.ofDays(1));
        if (grace.multipliedBy(maxRestarts).compareTo(window) >= 0) {
            section.addProblem(
                    "restart_window",
                    "must be longer than max_restarts times start_grace: otherwise so many restarts never fall into it, and"
                            + " a reboot never becomes due");
        }
        return new ServicePolicy(
                name,
                stale,
                grace,
                verify,
                maxRestarts,
                window,
                errorLimit.isZero() ? Optional.empty() : Optional.of(errorLimit));
    }
}
