package peaceofmind.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The section {@code agent} of the configuration.
 *
 * @param recorderPort 0 (any free one) to 65535
 * @param heartbeatOwner the user that must own the heartbeat; empty accepts any
 * @param staleAfter age of the heartbeat from which the recorder counts as down
 */
public record AgentConfig(
        String address,
        int recorderPort,
        Path heartbeat,
        Optional<String> heartbeatOwner,
        Duration staleAfter,
        Path database,
        Path storage,
        Path stateDir) {

    /** Name of the section. */
    public static final String SECTION = "agent";

    /** Reads the section; mistakes are recorded in the document. */
    public static AgentConfig read(ConfigDocument document) {
        ConfigSection agent = document.section(SECTION);
        return new AgentConfig(
                agent.text("address", "Address on which metrics are served.", "127.0.0.1"),
                agent.whole("recorder_port", "Port of the recorder's metrics; 0 takes any free one.", 9101, 0, 65_535),
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
                agent.path("state_dir", "Folder of the agent's own files.", Path.of("/var/lib/peace/agent")));
    }
}
