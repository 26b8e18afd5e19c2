// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import peaceofmind.cli.machine.Machine;

/** The interfaces that a default route of IPv4 leads over. */
final class DefaultRoutes {

    private DefaultRoutes() {}

    /** From {@code /proc/net/route}: destination 0 is the default route. */
    static List<String> links(Machine machine) {
        try {
            return Files.readAllLines(machine.path("/proc/net/route")).stream()
                    .map(line -> line.split("\\s+", -1))
                    .filter(parts -> parts.length > 2 && parts[1].equals("00000000"))
                    .map(parts -> parts[0])
                    .filter(name -> name.matches("[A-Za-z0-9._-]{1,15}"))
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
