package peaceofmind.watchdog.evidence;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was saved of an incident.
 *
 * @param folder where it is; empty when it could not be written
 * @param missing sources that gave nothing, each with the reason
 */
public record Evidence(Optional<Path> folder, long bytes, List<String> missing) {

    /** In a few words. */
    public String summary() {
        return folder.map(path -> path.toString()).orElse("none")
                + (missing.isEmpty() ? "" : " (without " + String.join(", ", missing) + ")");
    }
}
