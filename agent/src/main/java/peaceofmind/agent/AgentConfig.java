package peaceofmind.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The section {@code agent} of the configuration.
 *
 * @param nodePort port of the system's metrics; 0 (any free one) to 65535
 * @param recorderPort port of the recorder's metrics; likewise
 * @param interval between two collections for the alerts, the history and the shipping; a scrape collects by itself
 * @param sys where the kernel's sysfs is
 * @param heartbeatOwner the user that must own the heartbeat; empty accepts any
 * @param systemdUnits units whose state is always told; failed ones are told besides
 * @param staleAfter age of the heartbeat from which the recorder counts as down
 */
public record AgentConfig(
        String address,
        int nodePort,
        int recorderPort,
        Duration interval,
        Path sys,
        List<String> systemdUnits,
        Path heartbeat,
        Optional<String> heartbeatOwner,
        Duration staleAfter,
        Path database,
        Path storage,
        Path watchdogSocket,
        Path socket,
        Path stateDir) {

    /** Name of the section. */
    public static final String SECTION = "agent";

    /** What the last drills found: written by the command, beside the agent's own folder, and exposed by the agent. */
    public Path drillState() {
        return stateDir.resolveSibling("drill").resolve("state.json");
    }

    /** How far the last update came: written by the command, likewise. */
    public Path updateState() {
        return stateDir.resolveSibling("update").resolve("state.json");
    }

    /** Reads the section; mistakes are recorded in the document. */
    public static AgentConfig read(ConfigDocument document) {
        ConfigSection agent = document.section(SECTION);
        return new AgentConfig(
                agent.text("address", "Address on which metrics are served.", "127.0.0.1"),
                agent.integer("node_port", "Port of the system's metrics; 0 takes any free one.", 9100, 0, 65_535),
                agent.integer("recorder_port", "Port of the recorder's metrics; 0 takes any free one.", 9101, 0, 65_535),
                agent.duration(
                        "interval",
                        "Time between two collections for alerts, history and shipping.",
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5)),
                agent.path(
                        "sys",
                        "Where the kernel's sysfs is mounted: sensors, network cards, processors.",
                        Path.of("/sys")),
                agent.texts(
                        "systemd_units",
                        "Units whose state is always told; failed ones are told besides.",
                        List.of("recorder.service", "recorder-watchdog.service", "recorder-agent.service")),
                agent.path("heartbeat", "The recorder's heartbeat file.", Path.of("/run/recorder/heartbeat.json")),
                agent.optionalText("heartbeat_owner", "User that must own the heartbeat file."),
                agent.duration(
                        "stale_after",
                        "Age of the heartbeat from which the recorder counts as down.",
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1)),
                agent.path(
                        "database", "The recorder's video database.", Path.of("/var/lib/recorder/video_metadata.db")),
                agent.path("storage", "Folder whose disk is measured.", Path.of("/var/lib/recorder")),
                agent.path("watchdog_socket", "Where the watchdog is asked.", Path.of("/run/peace/watchdog.sock")),
                agent.path("socket", "Where commands reach the agent.", Path.of("/run/peace-agent/agent.sock")),
                agent.path("state_dir", "Folder of the agent's own files.", Path.of("/var/lib/peace/agent")));
    }
}
