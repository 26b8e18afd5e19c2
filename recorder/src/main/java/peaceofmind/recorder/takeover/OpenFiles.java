// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.foundation.log.PlainText;

/**
 * Which programs can write to a folder at this moment, by the kernel's own record of open files: a recorder that waits for its next
 * recording has its database open.
 *
 * @param proc normally {@code /proc}
 */
record OpenFiles(Path proc) {

    private static final String RECORDER_PROGRAM = "recorder_service.py";
    private static final int WRITING = 3;

    /** What to stop, one line for each process; empty when nobody writes. */
    List<String> writers(Path project, Path storage) throws IOException {
        List<String> writers = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                if (runsRecorder(process, project) || hasOpenForWriting(process, storage)) {
                    writers.add(describe(process));
                }
            }
        }
        return writers;
    }

    private static boolean runsRecorder(Path process, Path project) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).startsWith(project)
                    && commandLine(process).contains(RECORDER_PROGRAM);
        } catch (IOException otherUsersOrGone) {
            return false;
        }
    }

    private static boolean hasOpenForWriting(Path process, Path storage) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (isBelow(file, storage)
                        && isWriting(process.resolve("fdinfo").resolve(file.getFileName()))) {
                    return true;
                }
            }
            return false;
        } catch (IOException otherUsersOrGone) {
            return false;
        }
    }

    private static boolean isBelow(Path descriptor, Path storage) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(storage);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** The line {@code flags:} has the flags of open(2) in octal. */
    private static boolean isWriting(Path info) {
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("flags:"))
                    .anyMatch(line ->
                            (Long.parseLong(line.substring("flags:".length()).strip(), 8) & WRITING) != 0);
        } catch (IOException | NumberFormatException closedMeanwhile) {
            return false;
        }
    }

    private static String commandLine(Path process) throws IOException {
        return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
    }

    private static String describe(Path process) {
        String pid = String.valueOf(process.getFileName());
        String command;
        try {
            command = PlainText.of(commandLine(process));
        } catch (IOException gone) {
            command = "?";
        }
        String shown = command.length() > 80 ? command.substring(0, 80) + "…" : command;
        return "process " + pid + " (" + shown + "): "
                + unit(process).map(unit -> "sudo systemctl stop " + unit).orElse("sudo kill " + pid);
    }

    /** The systemd unit of a process. */
    private static Optional<String> unit(Path process) {
        try (Stream<String> lines = Files.lines(process.resolve("cgroup"))) {
            return lines.map(line -> line.substring(line.lastIndexOf('/') + 1))
                    .filter(name -> name.matches("[A-Za-z0-9:_.@\\\\-]{1,200}\\.service"))
                    // Of a user's session, which has more than this program in it.
                    .filter(name -> !name.startsWith("user@"))
                    .findFirst();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
