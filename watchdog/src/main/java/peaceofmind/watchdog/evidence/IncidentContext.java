// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The incident of which evidence is collected.
 *
 * @param action that follows, such as {@code restart}
 * @param unit of systemd; empty if it has none
 */
public record IncidentContext(
        String service,
        String reason,
        String action,
        OptionalLong mainPid,
        Path heartbeatFile,
        List<Path> logFiles,
        Optional<String> unit) {}
