// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import peaceofmind.linux.Subprocess;

/** The output of a command; of several commands, the first that succeeds. */
final class CommandEvidence implements EvidenceSource {

    private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(1400);
    private static final int MAX_OUTPUT_BYTES = 1_000_000;
    private static final String MAX_LINES = "200";

    private final String fileName;
    private final boolean outlivesRestart;
    private final Function<IncidentContext, List<List<String>>> commands;

    private CommandEvidence(
            String fileName, boolean outlivesRestart, Function<IncidentContext, List<List<String>>> commands) {
        this.fileName = fileName;
        this.outlivesRestart = outlivesRestart;
        this.commands = commands;
    }

    /**
     * The kernel's last messages, such as those of a dying disk or USB device. Only privileged users can read them from the kernel;
     * everybody who can read the journal finds them there.
     */
    static EvidenceSource kernelLog() {
        return new CommandEvidence(
                "kernel.txt",
                false,
                _ -> List.of(
                        List.of("dmesg", "--nopager", "--time-format", "iso"),
                        List.of("journalctl", "--no-pager", "-k", "-o", "short-iso", "-n", MAX_LINES)));
    }

    /** The unit's output in the journal. */
    static EvidenceSource journal() {
        return new CommandEvidence(
                "journal.txt",
                true,
                incident -> incident.unit().stream()
                        .map(unit -> List.of("journalctl", "--no-pager", "-u", unit, "-n", MAX_LINES))
                        .toList());
    }

    /** A Raspberry Pi's under-voltage and overheating. */
    static EvidenceSource throttling() {
        return of("throttling.txt", "vcgencmd", "get_throttled");
    }

    /** Free space and inodes of every local file system. */
    static EvidenceSource disk() {
        return of("disk.txt", "df", "--output=source,size,used,avail,iavail,target", "--local");
    }

    static EvidenceSource of(String fileName, String... command) {
        return new CommandEvidence(fileName, false, _ -> List.of(List.of(command)));
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public boolean outlivesRestart() {
        return outlivesRestart;
    }

    @Override
    public String collect(IncidentContext incident) throws IOException, InterruptedException {
        String output = "";
        String failure = "not a systemd unit";
        for (List<String> command : commands.apply(incident)) {
            switch (Subprocess.run(command, COMMAND_TIMEOUT, MAX_OUTPUT_BYTES)) {
                case Subprocess.Exited exited
                when exited.succeeded() -> {
                    return exited.output() + exited.errorOutput();
                }
                case Subprocess.Exited exited -> output = exited.output() + exited.errorOutput();
                case Subprocess.TimedOut _ -> failure = "timed out";
                case Subprocess.NotStarted notStarted -> failure = notStarted.reason();
            }
        }
        if (output.isEmpty()) {
            throw new IOException(failure);
        }
        return output;
    }
}
