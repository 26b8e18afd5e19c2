// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.watchdog.policy.UnitState;

/** With a {@code /proc} of files. */
class HeartbeatWritersTest {

    private static final String UNIT = "0::/system.slice/app.service\n";
    private static final String SESSION = "0::/user.slice/user-1000.slice/session-3.scope\n";

    @TempDir
    private Path proc;

    private HeartbeatWriters writers;

    @BeforeEach
    void startMainProcess() throws IOException {
        process(100, "python3", 1, UNIT);
        writers = new HeartbeatWriters(proc, new UnitControlGroup(proc)::contains);
    }

    @Test
    void theSameProgramStartedByHandIsForeign() throws IOException {
        process(4711, "python3", 900, SESSION);
        assertThat(writers.foreign(4711, running(100))).contains("process 4711 (python3)");
    }

    @Test
    void aScriptThatHasExecutedTheProgramIsTheProgram() throws IOException {
        process(100, "start.sh", 1, UNIT);
        assertThat(writers.foreign(100, running(100))).isEmpty();
        process(100, "python3", 1, UNIT);
        process(4711, "python3", 900, SESSION);
        assertThat(writers.foreign(4711, running(100))).isPresent();
    }

    @Test
    void theMainProcessAndItsOwnWorkersAreNot() throws IOException {
        process(101, "python3", 100, UNIT);
        process(102, "python3", 1, "0::/system.slice/app.service/worker\n");
        assertThat(writers.foreign(100, running(100))).isEmpty();
        assertThat(writers.foreign(101, running(100))).isEmpty();
        assertThat(writers.foreign(102, running(100))).isEmpty();
    }

    @Test
    void aChildThatWasMovedToAnotherGroupIsNot() throws IOException {
        process(103, "python3", 104, SESSION);
        process(104, "sh", 100, SESSION);
        assertThat(writers.foreign(103, running(100))).isEmpty();
    }

    /** The PID of a container's program is that of something else here. */
    @Test
    void aPidThatStandsForAnotherProgramOrNoneIsNot() throws IOException {
        process(1, "systemd", 0, "0::/init.scope\n");
        assertThat(writers.foreign(1, running(100))).isEmpty();
        assertThat(writers.foreign(7, running(100))).isEmpty();
    }

    @Test
    void aUnitNamedAlikeIsAnother() throws IOException {
        process(4711, "python3", 1, "0::/system.slice/app.service-test.service\n");
        assertThat(writers.foreign(4711, running(100))).isPresent();
    }

    @Test
    void whereControlGroupsSayNothingNobodyIsForeign() throws IOException {
        process(100, "python3", 1, "0::/\n");
        process(4711, "python3", 900, "0::/\n");
        assertThat(writers.foreign(4711, running(100))).isEmpty();
    }

    @Test
    void withoutAMainProcessTheLastOneCounts() throws IOException {
        process(4711, "python3", 900, SESSION);
        assertThat(writers.foreign(4711, stopped())).as("nothing is known yet").isEmpty();
        writers.foreign(100, running(100));
        assertThat(writers.foreign(4711, stopped())).isPresent();
    }

    @Test
    void aNewRunIsKnownByItsGroupBeforeItsPidIs() throws IOException {
        writers.foreign(100, running(100));
        Files.delete(proc.resolve("100/stat"));
        Files.delete(proc.resolve("100/cgroup"));
        process(200, "python3", 1, UNIT);
        assertThat(writers.foreign(200, running(100))).isEmpty();
    }

    private static ServiceStatus running(long pid) {
        return new ServiceStatus(UnitState.ACTIVE, OptionalLong.of(pid), Optional.of("run-" + pid), "active");
    }

    private static ServiceStatus stopped() {
        return new ServiceStatus(UnitState.FAILED, OptionalLong.empty(), Optional.empty(), "failed");
    }

    private void process(long pid, String command, long parent, String group) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(
                folder.resolve("stat"),
                pid + " (" + command + ") S " + parent + " 1 1 0 -1 0 0 0 0 0 5 5 0 0 20 0 1 0 " + (1000 + pid) + "\n");
        Files.writeString(folder.resolve("cgroup"), group);
    }
}
