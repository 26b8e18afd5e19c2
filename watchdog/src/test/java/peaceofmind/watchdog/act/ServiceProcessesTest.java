// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.watchdog.act.SavedProcessState.RunningProcess;

class ServiceProcessesTest {

    private static final int WATCHDOG = 50;

    @TempDir
    private Path proc;

    private final Path mark = Path.of("/var/lib/peace/state.json");

    @Test
    void theOldestProcessThatLeadsAGroupWasStartedByTheWatchdog() throws IOException {
        process(101, "sh", 100, 11, mark);
        process(100, "program", 100, 10, mark);
        process(102, "other", 102, 12, mark);
        process(90, "stranger", 90, 5, Path.of("/another/state.json"));
        assertThat(new ServiceProcesses(proc, mark).leader()).hasValue(new RunningProcess(100, 10));
    }

    @Test
    void aProcessThatHasOnlyJustBeenStartedIsNotStartedASecondTime() throws IOException {
        process(100, "setsid", WATCHDOG, 10, mark);
        assertThat(new ServiceProcesses(proc, mark).leader()).hasValue(new RunningProcess(100, 10));
    }

    @Test
    void childrenWhoseProcessIsGoneAreNotTakenForIt() throws IOException {
        process(101, "sh", 100, 11, mark);
        assertThat(new ServiceProcesses(proc, mark).leader()).isEmpty();
    }

    @Test
    void aProcessThatIsJustStartingAProgramMayBelongToTheService() throws IOException {
        process(100, "program", 100, 10, mark);
        process(101, "setsid", 101, 12, mark);
        Path child = proc.resolve("101");
        Files.writeString(child.resolve("environ"), "");
        assertThat(new ServiceProcesses(proc, mark).scan().isAnyStarting())
                .as("a thread of the kernel")
                .isFalse();

        Files.createSymbolicLink(child.resolve("exe"), Path.of("/usr/bin/sleep"));
        ServiceProcesses.Scan scan = new ServiceProcesses(proc, mark).scan();
        assertThat(scan.isAnyStarting()).isTrue();
        assertThat(scan.running()).hasSize(1);
    }

    private void process(int pid, String command, int group, int startTicks, Path markOf) throws IOException {
        Path folder = Files.createDirectory(proc.resolve(Integer.toString(pid)));
        Files.writeString(
                folder.resolve("stat"),
                "%d (%s) S 1 %d %d 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 %d 0 0\n"
                        .formatted(pid, command, group, group, startTicks));
        Files.writeString(folder.resolve("environ"), "PATH=/bin\0" + ServiceProcesses.VARIABLE + "=" + markOf + "\0");
    }
}
