// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The control group of a unit: systemd puts every process of a unit into it, and they cannot leave it (cgroups(7)). Thread-safe. */
final class UnitControlGroup {

    private final Path proc;

    /** As its main process had it last: between two runs there is none to ask. */
    private volatile Optional<String> known = Optional.empty();

    UnitControlGroup(Path proc) {
        this.proc = proc;
    }

    /** Whether the process is in the group of the main process, or below it; true where that cannot be known. */
    boolean contains(long pid, long mainPid) {
        groupOf(mainPid).ifPresent(group -> known = Optional.of(group));
        Optional<String> group = groupOf(pid);
        return known.isEmpty() || group.isEmpty() || (group.get() + "/").startsWith(known.get() + "/");
    }

    /** Empty without such a process, and where it is in the root group, as in a container: that says nothing. */
    private Optional<String> groupOf(long pid) {
        try {
            return Files.readString(proc.resolve(Long.toString(pid)).resolve("cgroup"), StandardCharsets.ISO_8859_1)
                    .lines()
                    // The second is that of systemd on a machine with version 1.
                    .filter(line -> line.startsWith("0::/") || line.contains(":name=systemd:/"))
                    .map(line -> line.substring(line.indexOf(":/") + 1))
                    .filter(path -> path.length() > 1)
                    .findFirst();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
