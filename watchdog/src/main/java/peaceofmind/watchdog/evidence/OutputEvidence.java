// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.linux.Subprocess;

/**
 * The end of the files that the program itself writes to: its standard output and error, and logs that it has open, wherever they are.
 * The kernel shows them for processes of the watchdog's own user; for others, the unit says where its output goes.
 */
final class OutputEvidence implements EvidenceSource {

    private static final int MAX_BYTES = 16 * 1024;
    private static final int MAX_FILES = 6;
    private static final int MAX_DESCRIPTORS = 1000;
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);
    private static final Pattern OUTPUT_FILE =
            Pattern.compile("(?m)^\\s*Standard(?:Output|Error)\\s*=\\s*(?:append|file|truncate):(/\\S+)\\s*$");

    private final Path proc;

    OutputEvidence(Path proc) {
        this.proc = proc;
    }

    @Override
    public String fileName() {
        return "output.txt";
    }

    @Override
    public String collect(IncidentContext incident) throws IOException, InterruptedException {
        Set<Path> files = new LinkedHashSet<>();
        if (incident.mainPid().isPresent()) {
            addOpenFiles(incident.mainPid().getAsLong(), files);
        }
        if (files.isEmpty() && incident.unit().isPresent()) {
            addConfiguredFiles(incident.unit().get(), files);
        }
        // LogEvidence has those.
        files.removeAll(incident.logFiles());
        if (files.isEmpty()) {
            throw new IOException("it has no output file of its own: see journal.txt and logs.txt");
        }
        StringBuilder text = new StringBuilder();
        files.stream()
                .limit(MAX_FILES)
                .forEach(file -> text.append("== ")
                        .append(file)
                        .append('\n')
                        .append(tail(file))
                        .append('\n'));
        return text.toString();
    }

    private static String tail(Path file) {
        try {
            return Tail.read(file, MAX_BYTES);
        } catch (IOException unreadable) {
            return "(" + ErrorText.of(unreadable) + ")";
        }
    }

    private void addOpenFiles(long pid, Set<Path> files) {
        try (Stream<Path> descriptors = Files.list(proc.resolve(pid + "/fd"))) {
            descriptors
                    .limit(MAX_DESCRIPTORS)
                    .sorted()
                    .forEach(descriptor -> target(descriptor)
                            .filter(file -> isOutput(descriptor.getFileName().toString(), file))
                            .ifPresent(files::add));
        } catch (IOException notPermitted) {
            // Another user's process: its unit is asked instead.
        }
    }

    private static Optional<Path> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor)).filter(Files::isRegularFile);
        } catch (IOException closed) {
            return Optional.empty();
        }
    }

    private static boolean isOutput(String descriptor, Path file) {
        return descriptor.equals("1")
                || descriptor.equals("2")
                || file.getFileName().toString().matches(".*\\.(log|out|err)");
    }

    private static void addConfiguredFiles(String unit, Set<Path> files) throws InterruptedException {
        List<String> command = List.of("systemctl", "--no-pager", "cat", unit);
        if (Subprocess.run(command, COMMAND_TIMEOUT, 64 * 1024) instanceof Subprocess.Exited exited
                && exited.succeeded()) {
            files.addAll(outputFiles(exited.output(), unit));
        }
    }

    /** The files in a unit's {@code StandardOutput=} and {@code StandardError=}, with the specifiers for its name resolved. */
    static List<Path> outputFiles(String unitText, String unit) {
        String prefix = unit.contains(".") ? unit.substring(0, unit.lastIndexOf('.')) : unit;
        return OUTPUT_FILE
                .matcher(unitText)
                .results()
                .map(match -> match.group(1))
                .map(path -> path.replace("%n", unit)
                        .replace("%N", prefix)
                        .replace("%p", prefix)
                        .replace("%%", "%"))
                .map(Path::of)
                .distinct()
                .toList();
    }
}
