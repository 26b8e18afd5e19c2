// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The evidence that was saved of an incident.
 *
 * @param folder empty if it could not be written
 * @param missing sources that failed, each with the reason
 */
public record Evidence(Optional<Path> folder, long bytes, List<String> missing) {

    /** For people: the folder, and what is missing. */
    public String summary() {
        return folder.map(path -> path.toString()).orElse("none")
                + (missing.isEmpty() ? "" : " (without " + String.join(", ", missing) + ")");
    }
}
