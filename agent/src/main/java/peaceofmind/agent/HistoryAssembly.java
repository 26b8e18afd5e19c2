package peaceofmind.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import peaceofmind.dashboard.history.MetricHistory;
import peaceofmind.dashboard.history.HistoryConfig;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;

/** The history of this process: without one, everything else works. */
final class HistoryAssembly {

    private HistoryAssembly() {}

    /** Opens the history; empty when it is switched off, or when its folder can't be used, which is told. */
    static Optional<MetricHistory> open(AgentConfig agent, HistoryConfig config, Log log) {
        if (!config.enabled()) {
            return Optional.empty();
        }
        Path folder = config.folder().orElse(agent.stateDir().resolve("history"));
        try {
            MetricHistory history = MetricHistory.open(folder, config, Clock.system(), log::warn);
            // SIGTERM ends the process without going back through its main loop.
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("history-end").unstarted(() -> close(history, log)));
            return Optional.of(history);
        } catch (IOException problem) {
            log.error("no history is kept: " + folder + " can't be used (" + problem + "). Is the disk read-only?");
            return Optional.empty();
        }
    }

    private static void close(MetricHistory history, Log log) {
        try {
            history.close();
        } catch (IOException problem) {
            log.warn("the last minutes of the history were not written: " + problem.getMessage());
        }
    }
}
