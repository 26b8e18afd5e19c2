package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import peaceofmind.linux.Subprocess;

/** What a command prints; of several, the first that succeeds. */
final class CommandEvidence implements EvidenceSource {

    private static final Duration LIMIT = Duration.ofMillis(1400);
    private static final int MAX_BYTES = 1_000_000;
    private static final String LINES = "200";

    private final String fileName;
    private final Function<Incident, List<List<String>>> commands;

    private CommandEvidence(String fileName, Function<Incident, List<List<String>>> commands) {
        this.fileName = fileName;
        this.commands = commands;
    }

    /**
     * The kernel's last messages, such as those of a dying disk or USB device. The kernel itself tells them to privileged users only,
     * the journal to everybody who may read it.
     */
    static EvidenceSource kernelLog() {
        return new CommandEvidence(
                "kernel.txt",
                _ -> List.of(
                        List.of("dmesg", "--nopager", "--time-format", "iso"),
                        List.of("journalctl", "--no-pager", "-k", "-o", "short-iso", "-n", LINES)));
    }

    /** What systemd kept of the unit's output. */
    static EvidenceSource journal() {
        return new CommandEvidence(
                "journal.txt",
                incident -> incident.unit().stream()
                        .map(unit -> List.of("journalctl", "--no-pager", "-u", unit, "-n", LINES))
                        .toList());
    }

    /** A Raspberry Pi's under-voltage and overheating. */
    static EvidenceSource throttling() {
        return of("throttling.txt", "vcgencmd", "get_throttled");
    }

    /** Room and inodes of every file system. */
    static EvidenceSource disk() {
        return of("disk.txt", "df", "--output=source,size,used,avail,iavail,target", "--local");
    }

    static EvidenceSource of(String fileName, String... command) {
        return new CommandEvidence(fileName, _ -> List.of(List.of(command)));
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public String collect(Incident incident) throws IOException, InterruptedException {
        String said = "";
        String why = "not of systemd";
        for (List<String> words : commands.apply(incident)) {
            switch (Subprocess.run(words, LIMIT, MAX_BYTES)) {
                case Subprocess.Ended ended
                when ended.succeeded() -> {
                    return ended.output() + ended.errorOutput();
                }
                case Subprocess.Ended ended -> said = ended.output() + ended.errorOutput();
                case Subprocess.TimedOut _ -> why = "no answer in time";
                case Subprocess.NotStarted notStarted -> why = notStarted.why();
            }
        }
        if (said.isEmpty()) {
            throw new IOException(why);
        }
        return said;
    }
}
