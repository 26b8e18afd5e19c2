// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.UnitName;
import peaceofmind.watchdog.policy.ServicePolicy;

/**
 * A watched service.
 *
 * @param actuator starts and stops it
 * @param unit of systemd; empty for a process that the watchdog supervises
 * @param command of a process that the watchdog supervises; empty for a systemd unit
 * @param commands of a service that commands control; empty for others
 * @param heartbeat its heartbeat file; empty for a service with {@code liveness}
 * @param heartbeatOwner the user that must own the heartbeat file; empty accepts any
 * @param liveness the probes that watch it; empty for one with a heartbeat file
 * @param logs files whose last lines are saved as evidence
 */
public record ServiceConfig(
        ActuatorKind actuator,
        Optional<String> unit,
        List<String> command,
        Optional<CommandsConfig> commands,
        Optional<Path> heartbeat,
        Optional<String> heartbeatOwner,
        Optional<LivenessConfig> liveness,
        List<Path> logs,
        ServicePolicy policy) {

    /** Who starts and stops a service. */
    public enum ActuatorKind {
        SYSTEMD,
        PROCESS,
        COMMAND;

        static Optional<ActuatorKind> parse(String text) {
            return Stream.of(values())
                    .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst();
        }
    }

    private static final Path DEFAULT_HEARTBEAT = Path.of("/run/recorder/heartbeat.json");

    /** The guide's recorder has another heartbeat than the packaged one, and the same log. */
    private static final String GUIDES_RECORDER = "recorder";

    private static final Path GUIDES_LOG = Path.of("/var/log/recorder/service.log");
    private static final Duration MIN_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    public String name() {
        return policy.name();
    }

    /** Commands of its configuration that do not exist on this machine. */
    public List<String> missingCommands() {
        return Stream.concat(
                        commands.stream().flatMap(control -> control.missingCommands().stream()),
                        liveness.stream().flatMap(probes -> probes.missingCommands().stream()))
                .distinct()
                .toList();
    }

    /** Without a beat for this time it is restarted. */
    public Duration staleAfter() {
        return policy.staleAfter();
    }

    /**
     * The recorder, used if nothing is configured.
     *
     * @param log its log file
     */
    static ServiceConfig defaultRecorder(Optional<Path> log) {
        return new ServiceConfig(
                ActuatorKind.SYSTEMD,
                Optional.of("recorder.service"),
                List.of(),
                Optional.empty(),
                Optional.of(DEFAULT_HEARTBEAT),
                Optional.empty(),
                Optional.empty(),
                log.stream().toList(),
                ServicePolicy.defaults("recorder"));
    }

    /**
     * Reads one of {@code watchdog.services}.
     *
     * @param packagedLog the log of the packaged recorder, if this service is it
     */
    static ServiceConfig read(ConfigSection section, Optional<Path> packagedLog) {
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
                "What starts and stops it: systemd, the watchdog itself (process), or commands (command)",
                "systemd",
                ActuatorKind::parse,
                "systemd, process or command");
        String unit = UnitName.complete(section.text("unit", "The systemd unit", name + ".service"));
        List<String> command =
                section.texts("command", "The command to start, without a shell (actuator: process)", List.of());
        if (actuator == ActuatorKind.PROCESS && command.isEmpty()) {
            section.addProblem(
                    "command", "missing: a service with \"actuator: process\" needs the command that starts it");
        } else if (actuator != ActuatorKind.PROCESS && !command.isEmpty()) {
            section.addProblem("command", "is for \"actuator: process\": remove this key, or set that");
        }
        Optional<CommandsConfig> commands =
                actuator == ActuatorKind.COMMAND ? Optional.of(CommandsConfig.read(section)) : Optional.empty();
        Optional<String> startedUnit = actuator == ActuatorKind.SYSTEMD ? Optional.of(unit) : Optional.empty();
        ServicePolicy policy = policy(section, name);
        Path heartbeat = section.path("heartbeat", "Its heartbeat file", DEFAULT_HEARTBEAT);
        Optional<String> owner =
                section.optionalText("heartbeat_owner", "The user that must own the heartbeat file (default: any)");
        Optional<LivenessConfig> liveness = LivenessConfig.read(section, startedUnit, policy.staleAfter());
        if (section.has("liveness")) {
            excludedByLiveness(section);
        }
        List<Path> logs = section
                .texts(
                        "logs",
                        "Log files whose last lines are saved as evidence (default: the recorder's; of another program none:"
                                + " its unit's journal and its output are saved anyway)",
                        packagedLog
                                .or(() -> name.equals(GUIDES_RECORDER) ? Optional.of(GUIDES_LOG) : Optional.empty())
                                .map(Path::toString)
                                .stream()
                                .toList())
                .stream()
                .map(Path::of)
                .toList();
        return new ServiceConfig(
                actuator,
                startedUnit,
                command,
                commands,
                liveness.isPresent() ? Optional.empty() : Optional.of(heartbeat),
                owner,
                liveness,
                logs,
                policy);
    }

    private static void excludedByLiveness(ConfigSection section) {
        for (String key : List.of("heartbeat", "heartbeat_owner", "restart_on_error_after")) {
            if (section.has(key)) {
                section.addProblem(
                        key,
                        "has no effect beside liveness: remove one of them; a heartbeat file can be one of several probes");
            }
        }
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
