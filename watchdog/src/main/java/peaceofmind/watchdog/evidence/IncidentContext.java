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
 * @param heartbeatFile empty for a service that probes watch
 * @param probes what those found lately; empty for a service with a heartbeat file
 * @param unit of systemd; empty if it has none
 */
public record IncidentContext(
        String service,
        String reason,
        String action,
        OptionalLong mainPid,
        Optional<Path> heartbeatFile,
        String probes,
        List<Path> logFiles,
        Optional<String> unit) {

    /** Of a service with a heartbeat file. */
    public IncidentContext(
            String service,
            String reason,
            String action,
            OptionalLong mainPid,
            Path heartbeatFile,
            List<Path> logFiles,
            Optional<String> unit) {
        this(service, reason, action, mainPid, Optional.of(heartbeatFile), "", logFiles, unit);
    }
}
