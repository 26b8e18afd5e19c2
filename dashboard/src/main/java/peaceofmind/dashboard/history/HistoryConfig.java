package peaceofmind.dashboard.history;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/**
 * The section {@code history} of the configuration.
 *
 * @param folder where it is kept; empty means {@code history} in the agent's state folder
 * @param extraMetrics names of metrics that are kept besides those that the charts show
 */
public record HistoryConfig(boolean enabled, Optional<Path> folder, List<String> extraMetrics) {

    /** Name of the section. */
    public static final String SECTION = "history";

    public HistoryConfig {
        extraMetrics = List.copyOf(extraMetrics);
    }

    /** Reads the section; mistakes are recorded in the document. */
    public static HistoryConfig read(ConfigDocument document) {
        ConfigSection history = document.section(SECTION);
        return new HistoryConfig(
                history.bool("enabled", "Whether two years of the charts' series are kept, in at most 20 MB.", true),
                history.optionalPath("folder", "Where; by default the folder history in agent.state_dir."),
                history.texts("also", "Names of metrics that are kept besides those of the charts.", List.of()));
    }
}
