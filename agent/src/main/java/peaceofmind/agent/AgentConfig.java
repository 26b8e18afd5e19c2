// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigSection;
import peaceofmind.foundation.config.ConfiguredService;
import peaceofmind.foundation.config.LivenessKey;
import peaceofmind.foundation.config.UnitName;
import peaceofmind.foundation.http.WebConfig;

/**
 * The section {@code agent} of the configuration.
 *
 * @param nodePort port of the system's metrics; 0 (any free port) to 65535
 * @param recorderPort port of the recorder's metrics; 0 (any free port) to 65535
 * @param webConfigFile TLS and passwords of both ports, as {@link WebConfig}
 * @param interval between two collections for alerts, history and shipping; a scrape triggers its own collection
 * @param sys where sysfs is mounted
 * @param systemdUnits units whose state is always exposed; failed units are always exposed as well
 * @param heartbeat empty where probes of the watchdog watch the recorder, which has no heartbeat file
 * @param heartbeatOwner the user that must own the heartbeat file; empty to accept any
 * @param staleAfter age of the heartbeat at which the recorder counts as down
 * @param database empty where another program than the packaged recorder is watched, and none is configured
 */
public record AgentConfig(
        String address,
        int nodePort,
        int recorderPort,
        Optional<Path> webConfigFile,
        Duration interval,
        Path sys,
        List<String> systemdUnits,
        Optional<Path> heartbeat,
        Optional<String> heartbeatOwner,
        Duration staleAfter,
        Optional<Path> database,
        Path storage,
        Path watchdogSocket,
        Path socket,
        Path stateDir) {

    /** Name of the section. */
    public static final String SECTION = "agent";

    private static final Path PACKAGED_STORAGE = Path.of("/var/lib/recorder");
    private static final Path PACKAGED_DATABASE = PACKAGED_STORAGE.resolve("video_metadata.db");

    /** Results of the last drills: written by {@code peace drill}, beside the agent's own folder, and exposed by the agent. */
    public Path drillState() {
        return stateDir.resolveSibling("drill").resolve("state.json");
    }

    /** Progress of the last update: written by {@code peace update}, beside the agent's own folder, and exposed by the agent. */
    public Path updateState() {
        return stateDir.resolveSibling("update").resolve("state.json");
    }

    /** Reads the section; problems are added to the document. */
    public static AgentConfig read(ConfigDocument document) {
        ConfigSection agent = document.section(SECTION);
        ConfiguredService watched = ConfiguredService.first(document);
        Path heartbeat = agent.path(
                "heartbeat",
                "The watched program's heartbeat file (default: that of the first of watchdog.services, none where that has liveness).",
                watched.heartbeat());
        boolean packaged = ConfiguredService.includePackagedRecorder(document);
        boolean hasNone = LivenessKey.watchesFirstService(document) && !agent.has("heartbeat");
        return new AgentConfig(
                agent.text("address", "Address on which metrics are served.", "127.0.0.1"),
                agent.integer("node_port", "Port of the system's metrics; 0: any free port.", 9100, 0, 65_535),
                agent.integer("recorder_port", "Port of the recorder's metrics; 0: any free port.", 9101, 0, 65_535),
                webConfigFile(agent),
                agent.duration(
                        "interval",
                        "Time between two collections for alerts, history and shipping.",
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5)),
                agent.path("sys", "Where sysfs is mounted: sensors, network interfaces, processors.", Path.of("/sys")),
                agent
                        .texts(
                                "systemd_units",
                                "systemd units whose state is always exposed; failed units are always exposed as well"
                                        + " (default: the first of watchdog.services, watchdog and agent).",
                                units(watched))
                        .stream()
                        .map(UnitName::complete)
                        .toList(),
                hasNone ? Optional.empty() : Optional.of(heartbeat),
                agent.optionalText(
                                "heartbeat_owner",
                                "User that must own the heartbeat file (default: as in watchdog.services, if it is"
                                        + " that file).")
                        .or(() -> heartbeat.equals(watched.heartbeat()) ? watched.heartbeatOwner() : Optional.empty()),
                agent.duration(
                        "stale_after",
                        "Age of the heartbeat at which the program counts as down (default: as in watchdog.services).",
                        watched.staleAfter(),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1)),
                agent.optionalPath(
                                "database",
                                "The watched recorder's video database (default: the packaged recorder's,"
                                        + " /var/lib/recorder/video_metadata.db; none where that is not watched).")
                        .or(() -> packaged ? Optional.of(PACKAGED_DATABASE) : Optional.empty()),
                agent.path(
                        "storage",
                        "Folder whose file system is measured (default: / where another program than the packaged"
                                + " recorder is watched).",
                        packaged ? PACKAGED_STORAGE : Path.of("/")),
                agent.path("watchdog_socket", "Control socket of the watchdog.", Path.of("/run/peace/watchdog.sock")),
                agent.path("socket", "Control socket of the agent.", Path.of("/run/peace-agent/agent.sock")),
                agent.path("state_dir", "Folder for the agent's own files.", Path.of("/var/lib/peace/agent")));
    }

    private static List<String> units(ConfiguredService watched) {
        return Stream.concat(watched.unit().stream(), Stream.of("recorder-watchdog.service", "recorder-agent.service"))
                .toList();
    }

    /** Its mistakes are those of the configuration. Where this user cannot read it, the agent checks it when it starts. */
    private static Optional<Path> webConfigFile(ConfigSection agent) {
        Optional<Path> file = agent.optionalPath(
                "web_config_file",
                "TLS and passwords of node_port and recorder_port: a web configuration file of Prometheus.");
        if (file.isPresent() && (!Files.exists(file.get()) || Files.isReadable(file.get()))) {
            try {
                WebConfig.read(file.get());
            } catch (ConfigException mistakes) {
                mistakes.problems()
                        .forEach(mistake -> agent.addProblem("web_config_file", file.get() + ": " + mistake));
            }
        }
        return file;
    }
}
