package peaceofmind.watchdog.evidence;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What evidence is about.
 *
 * @param action that follows, such as {@code restart}
 * @param unit of systemd; empty when it has none
 */
public record IncidentContext(
        String service,
        String reason,
        String action,
        OptionalLong mainPid,
        Path heartbeatFile,
        List<Path> logFiles,
        Optional<String> unit) {}
