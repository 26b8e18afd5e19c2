package peaceofmind.cli.logs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the journal is asked for what {@code peace logs} is asked for. */
record JournalCall(boolean follow, boolean errors, int last, Optional<Duration> age) {

    /** @param units none: the whole system */
    List<String> command(List<String> units) {
        List<String> command = new ArrayList<>(List.of("journalctl", "--no-pager", "-n", Integer.toString(last)));
        units.forEach(unit -> command.addAll(List.of("-u", unit)));
        if (follow) {
            command.add("-f");
        }
        if (errors) {
            command.addAll(List.of("-p", "warning"));
        }
        age.ifPresent(length -> command.addAll(List.of("--since", "-" + length.toSeconds() + "s")));
        return command;
    }
}
