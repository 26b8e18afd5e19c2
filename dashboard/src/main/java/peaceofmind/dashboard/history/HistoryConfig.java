// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The section {@code history} of the configuration.
 *
 * @param folder where it is stored; empty for {@code history} in the agent's state folder
 * @param extraMetrics names of metrics to store besides those of the charts
 */
public record HistoryConfig(boolean enabled, Optional<Path> folder, List<String> extraMetrics) {

    /** Name of the section. */
    public static final String SECTION = "history";

    public HistoryConfig {
        extraMetrics = List.copyOf(extraMetrics);
    }

    /** Reads the section; problems are added to the document. */
    public static HistoryConfig read(ConfigDocument document) {
        ConfigSection history = document.section(SECTION);
        return new HistoryConfig(
                history.bool("enabled", "Whether two years of the charts' series are stored, in at most 20 MB.", true),
                history.optionalPath("folder", "Folder of the history; by default history in agent.state_dir."),
                history.texts("also", "Names of metrics to store besides those of the charts.", List.of()));
    }
}
