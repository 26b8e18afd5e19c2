package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import peaceofmind.linux.Subprocess;

/** What a command prints. */
final class CommandEvidence implements EvidenceSource {

    private static final Duration LIMIT = Duration.ofMillis(1400);
    private static final int MAX_BYTES = 1_000_000;
    private static final String LINES = "200";

    private final String fileName;
    private final Function<Incident, Optional<List<String>>> command;

    private CommandEvidence(String fileName, Function<Incident, Optional<List<String>>> command) {
        this.fileName = fileName;
        this.command = command;
    }

    /** The kernel's last messages, such as those of a dying disk or USB device. */
    static EvidenceSource kernelLog() {
        return of("kernel.txt", "dmesg", "--nopager", "--time-format", "iso");
    }

    /** What systemd kept of the unit's output. */
    static EvidenceSource journal() {
        return new CommandEvidence(
                "journal.txt",
                incident -> incident.unit().map(unit -> List.of("journalctl", "--no-pager", "-u", unit, "-n", LINES)));
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
        return new CommandEvidence(fileName, _ -> Optional.of(List.of(command)));
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public String collect(Incident incident) throws IOException, InterruptedException {
        Optional<List<String>> words = command.apply(incident);
        if (words.isEmpty()) {
            throw new IOException("not of systemd");
        }
        return switch (Subprocess.run(words.get(), LIMIT, MAX_BYTES)) {
            case Subprocess.Ended ended -> ended.output() + ended.errorOutput();
            case Subprocess.TimedOut _ -> throw new IOException("no answer in time");
            case Subprocess.NotStarted notStarted -> throw new IOException(notStarted.why());
        };
    }
}
