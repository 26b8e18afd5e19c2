// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program in place of {@code systemctl} where no systemd runs: it answers like the manager about a unit that keeps its watchdog alive. It
 * starts the real {@code systemctl} first, if that is installed: most of what it costs is its start.
 */
final class SystemctlStandIn {

    private static final String NAME = "systemctl";

    private SystemctlStandIn() {}

    /** Whether systemd runs here. */
    static boolean isNeeded() {
        return !Files.isDirectory(Path.of("/run/systemd/system"));
    }

    /** Where {@code systemctl} is installed. */
    static Optional<Path> real() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator), -1))
                .map(folder -> Path.of(folder).resolve(NAME))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Writes it to a new folder. */
    static Path create(Path folder) throws IOException {
        Path program = Files.createDirectories(folder).resolve(NAME);
        String start = real().map(path -> path + " --version >/dev/null\n").orElse("");
        Files.writeString(program, """
            #!/bin/sh
            %sread -r up idle </proc/uptime
            printf '%%s\\n' LoadState=loaded ActiveState=active WatchdogUSec=10s "WatchdogTimestampMonotonic=${up%%.*}${up#*.}0000"
            """.formatted(start));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }
}
