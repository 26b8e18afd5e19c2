package peaceofmind.cli.logs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the journal is asked for what {@code peace logs} is asked for. */
record JournalQuery(boolean follow, boolean errorsOnly, int maxLines, Optional<Duration> maxAge) {

    /** @param units none: the whole system */
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
