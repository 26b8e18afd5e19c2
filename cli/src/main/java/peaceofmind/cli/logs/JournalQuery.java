// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.logs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The options of {@code peace logs} as a command of journalctl. */
record JournalQuery(boolean follow, boolean errorsOnly, int maxLines, Optional<Duration> maxAge) {

    /** @param units empty: the whole system */
    List<String> command(List<String> units) {
        List<String> command = new ArrayList<>(List.of("journalctl", "--no-pager", "-n", Integer.toString(maxLines)));
        units.forEach(unit -> command.addAll(List.of("-u", unit)));
        if (follow) {
            command.add("-f");
        }
        if (errorsOnly) {
            command.addAll(List.of("-p", "warning"));
        }
        maxAge.ifPresent(age -> command.addAll(List.of("--since", "-" + age.toSeconds() + "s")));
        return command;
    }
}
