// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.linux.Subprocess.Exited;
import peaceofmind.linux.Subprocess.NotStarted;
import peaceofmind.linux.Subprocess.TimedOut;

final class SubprocessTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void outputsAndExitCodeAreReturned() throws InterruptedException {
        assertThat(run("printf 'h\u00e4llo'; printf oops >&2; exit 3")).isEqualTo(new Exited(3, "h\u00e4llo", "oops"));
        assertThat(run("exit 0")).isEqualTo(new Exited(0, "", ""));
    }

    @Test
    void standardInputIsEmpty() throws InterruptedException {
        assertThat(run("cat; echo done")).isEqualTo(new Exited(0, "done\n", ""));
    }

    /** Far more than fits into a pipe: the command must not block. */
    @Test
    void outputIsTruncatedAtTheLimitAndTheRestDiscarded() throws InterruptedException {
        assertThat(run("head -c 3000000 /dev/zero | tr '\\0' x; head -c 3000000 /dev/zero >&2"))
                .isInstanceOfSatisfying(Exited.class, exited -> {
                    assertThat(exited.exitCode()).isZero();
                    assertThat(exited.output()).isEqualTo("x".repeat(1000));
                    assertThat(exited.errorOutput()).hasSize(1000);
                });
    }

    @Test
    void outputIsReturnedEvenIfAChildStillHoldsItOpen() throws InterruptedException {
        assertThat(run("echo parent; sleep 1 &")).isEqualTo(new Exited(0, "parent\n", ""));
    }

    @Test
    void aMissingCommandIsNamed() throws InterruptedException {
        assertThat(Subprocess.run(List.of("/no/such/command"), TIMEOUT, 10))
                .isInstanceOfSatisfying(
                        NotStarted.class,
                        missing -> assertThat(missing.reason()).contains("/no/such/command"));
    }

    @Test
    void theTimeoutKillsTheCommandAndItsChildren() throws Exception {
        Path pids = folder.resolve("pids");
        Subprocess.Result result = Subprocess.run(
                List.of("sh", "-c", "sleep 300 & echo $! > " + pids + "; echo $$ >> " + pids + "; wait"),
                Duration.ofSeconds(1),
                100);
        assertThat(result).isEqualTo(new TimedOut(Duration.ofSeconds(1)));
        List<String> started = Files.readAllLines(pids);
        assertThat(started).hasSize(2);
        for (String pid : started) {
            await().atMost(TIMEOUT)
                    .until(() -> ProcessStat.read(Path.of("/proc"), Long.parseLong(pid))
                            .filter(stat -> !stat.hasExited())
                            .isEmpty());
        }
    }

    @Test
    void killSignalsOneProcessAndRejectsWiderPids() throws Exception {
        Process child = new ProcessBuilder("sleep", "300").start();
        CLibrary.kill(child.pid(), 0);
        CLibrary.kill(child.pid(), 15);
        assertThat(child.waitFor()).isEqualTo(128 + 15);
        assertThatThrownBy(() -> CLibrary.kill(child.pid(), 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ESRCH");
        for (long forbiddenPid : new long[] {-1, 0, 1, 1L << 33}) {
            assertThatThrownBy(() -> CLibrary.kill(forbiddenPid, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void syncReturns() throws IOException {
        CLibrary.sync();
        assertThat(Files.exists(folder)).isTrue();
    }

    private static Subprocess.Result run(String script) throws InterruptedException {
        return Subprocess.run(List.of("sh", "-c", script), TIMEOUT, 1000);
    }
}
