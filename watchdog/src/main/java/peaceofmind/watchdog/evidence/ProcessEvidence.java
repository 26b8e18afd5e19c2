// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import peaceofmind.foundation.log.ErrorText;

/** The main process and its threads, from /proc: where each one hangs. */
final class ProcessEvidence implements EvidenceSource {

    private static final List<String> FILES = List.of("cmdline", "status", "wchan", "stack", "io", "limits", "sched");
    private static final int MAX_THREADS = 200;
    private static final int MAX_FILE_CHARACTERS = 8_000;

    private final Path proc;

    ProcessEvidence(Path proc) {
        this.proc = proc;
    }

    @Override
    public String fileName() {
        return "process.txt";
    }

    @Override
    public String collect(IncidentContext incident) throws IOException {
        if (incident.mainPid().isEmpty()) {
            throw new IOException("no main process");
        }
        Path process = proc.resolve(Long.toString(incident.mainPid().getAsLong()));
        if (!Files.isDirectory(process)) {
            throw new IOException("process " + incident.mainPid().getAsLong() + " is gone");
        }
        StringBuilder text = new StringBuilder();
        for (String name : FILES) {
            text.append("== ")
                    .append(name)
                    .append('\n')
                    .append(read(process.resolve(name)))
                    .append('\n');
        }
        text.append("== threads: id, name, state, where it waits in the kernel\n");
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            threads.limit(MAX_THREADS)
                    .forEach(thread -> text.append(describe(thread)).append('\n'));
        }
        return text.toString();
    }

    private static String describe(Path thread) {
        String state = read(thread.resolve("status"))
                .lines()
                .filter(line -> line.startsWith("State:"))
                .findFirst()
                .orElse("State: ?");
        return thread.getFileName() + "  " + read(thread.resolve("comm")).strip() + "  "
                + state.substring("State:".length()).strip() + "  " + read(thread.resolve("wchan"));
    }

    private static String read(Path file) {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace('\0', ' ');
            return text.length() > MAX_FILE_CHARACTERS ? text.substring(0, MAX_FILE_CHARACTERS) : text;
        } catch (IOException failure) {
            return "(" + ErrorText.of(failure) + ")";
        }
    }
}
