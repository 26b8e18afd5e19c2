// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static peaceofmind.testkit.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.linux.ProcessStat;

@Timeout(240)
final class CommandProbeTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    @Test
    void theExitCodeDecides() throws Exception {
        assertThat(shell("exit 0", LONG)).isInstanceOf(ProbeResult.Alive.class);
        assertThat(shell("exit 3", LONG)).isEqualTo(new ProbeResult.Silent("sh exited with 3"));
        assertThat(shell("echo 'no stream'; exit 1", LONG))
                .isEqualTo(new ProbeResult.Silent("sh exited with 1: no stream"));
    }

    /** A mistake in the configuration, or a machine that is short of memory, is no reason to restart anything. */
    @Test
    void aCommandThatCannotDoItsWorkSaysNothing() throws Exception {
        assertThat(new CommandProbe(List.of("/no/such/command"), LONG).run())
                .isInstanceOfSatisfying(
                        ProbeResult.Inconclusive.class,
                        unknown -> assertThat(unknown.reason()).contains("/no/such/command", "127"));
        assertThat(new CommandProbe(List.of("/etc/passwd"), LONG).run()).isInstanceOf(ProbeResult.Inconclusive.class);
        assertThat(shell("kill -9 $$", LONG)).isInstanceOf(ProbeResult.Inconclusive.class);
    }

    @Test
    void aCommandThatHangsIsKilledWithAllItsChildren() throws Exception {
        Path pids = folder.resolve("pids");
        // One whose parent is gone, one that ignores the signals that can be ignored, and the command itself.
        String hangs = "(sleep 1000 & echo $! >> " + pids + "); (trap '' TERM HUP; echo $$ >> " + pids
                + "; sleep 1000) & echo $! >> " + pids + "; echo $$ >> " + pids + "; sleep 1000";
        assertThat(shell(hangs, SHORT)).isEqualTo(new ProbeResult.Silent("sh did not finish within 2 s"));
        List<String> started = Files.readAllLines(pids);
        assertThat(started).hasSizeGreaterThanOrEqualTo(4);
        await().untilAsserted(() -> assertThat(started).noneMatch(CommandProbeTest::isRunning));
    }

    @Test
    void whatACommandLeavesInTheBackgroundIsKilledToo() throws Exception {
        Path pids = folder.resolve("pids");
        assertThat(shell("sleep 1000 > /dev/null 2>&1 & echo $! > " + pids + "; exit 0", LONG))
                .isInstanceOf(ProbeResult.Alive.class);
        String left = Files.readString(pids).strip();
        await().untilAsserted(() -> assertThat(isRunning(left)).isFalse());
    }

    private static boolean isRunning(String pid) {
        return ProcessStat.read(Path.of("/proc"), Long.parseLong(pid))
                .filter(process -> process.state() != 'Z')
                .isPresent();
    }

    private static ProbeResult shell(String script, Duration timeout) throws InterruptedException {
        return new CommandProbe(List.of("sh", "-c", script), timeout).run();
    }
}
