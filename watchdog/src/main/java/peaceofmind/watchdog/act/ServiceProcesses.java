// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import peaceofmind.linux.ProcessStat;
import peaceofmind.watchdog.act.SavedProcessState.RunningProcess;

/**
 * The processes of a service, recognised by a mark in their environment that children inherit: also those that lead a session of their
 * own, or whose parent is gone. A program that clears its environment is not recognised.
 */
final class ServiceProcesses {

    /** The variable that carries the mark. */
    static final String VARIABLE = "PEACE_SUPERVISED_BY";

    private final Path proc;
    private final String entry;

    /** @param mark unique on this device: the service's state file */
    ServiceProcesses(Path proc, Path mark) {
        this.proc = proc;
        this.entry = VARIABLE + "=" + mark.toAbsolutePath();
    }

    /**
     * What was found.
     *
     * @param running every process with the mark, oldest first
     * @param isAnyStarting whether another one has no environment, as during execve(2): it may have the mark a moment later
     */
    record Scan(List<ProcessStat> running, boolean isAnyStarting) {}

    /** Every process with the mark, oldest first. */
    List<ProcessStat> running() {
        return scan().running();
    }

    Scan scan() {
        List<ProcessStat> found = new ArrayList<>();
        boolean isAnyStarting = false;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                String name = process.getFileName().toString();
                if (!name.matches("\\d{1,10}")) {
                    continue;
                }
                Optional<String> environment = environment(process);
                if (hasMark(environment)) {
                    ProcessStat.read(proc, Long.parseLong(name))
                            .filter(stat -> !stat.hasExited())
                            .ifPresent(found::add);
                } else {
                    isAnyStarting |= environment.filter(String::isEmpty).isPresent() && hasProgram(process);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            // Without /proc nothing is known: what was found so far is true.
        }
        found.sort(Comparator.comparingLong(ProcessStat::startTicks).thenComparingLong(ProcessStat::pid));
        return new Scan(found, isAnyStarting);
    }

    /** Not so for a thread of the kernel, and for a process that has exited. */
    private static boolean hasProgram(Path process) {
        try {
            Files.readSymbolicLink(process.resolve("exe"));
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    /** Whether the process has the mark; true if its environment cannot be read. */
    boolean contains(long pid) {
        Path process = proc.resolve(Long.toString(pid));
        return isMarked(process) || !Files.isReadable(process.resolve("environ"));
    }

    /**
     * The process that the watchdog started: the oldest one that leads a process group; the others are its children. Right after its
     * start it is still {@code setsid}, and is going to.
     */
    Optional<RunningProcess> leader() {
        List<ProcessStat> running = running();
        return running.stream()
                .filter(process -> process.processGroup() == process.pid())
                .findFirst()
                .or(() -> running.stream()
                        .filter(process -> process.command().equals(SupervisedProcess.LAUNCHER))
                        .findFirst())
                .map(process -> new RunningProcess(process.pid(), process.startTicks()));
    }

    private boolean isMarked(Path process) {
        return hasMark(environment(process));
    }

    /** The kernel shows no environment for a first thread that has ended. */
    private static Optional<String> environment(Path process) {
        return environmentOf(process).or(() -> environmentOfAnotherThread(process));
    }

    private boolean hasMark(Optional<String> environment) {
        String latin1 = new String(entry.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return environment
                .filter(text -> ("\0" + text).contains("\0" + latin1 + "\0"))
                .isPresent();
    }

    private static Optional<String> environmentOfAnotherThread(Path process) {
        Path first = process.getFileName();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"), "[0-9]*")) {
            for (Path thread : threads) {
                if (!thread.getFileName().equals(first)) {
                    return environmentOf(thread);
                }
            }
            return Optional.empty();
        } catch (IOException | DirectoryIteratorException gone) {
            return Optional.empty();
        }
    }

    private static Optional<String> environmentOf(Path thread) {
        try {
            // Whatever its bytes mean: they are only compared.
            return Optional.of(Files.readString(thread.resolve("environ"), StandardCharsets.ISO_8859_1));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
