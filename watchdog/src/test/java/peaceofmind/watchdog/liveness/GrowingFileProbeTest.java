// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.linux.Subprocess;

@Timeout(120)
final class GrowingFileProbeTest {

    @TempDir
    private Path folder;

    private Path log;
    private GrowingFileProbe probe;

    @BeforeEach
    void createLog() throws Exception {
        log = Files.writeString(folder.resolve("log"), "first\n");
        probe = new GrowingFileProbe(log);
        assertThat(probe.run()).as("nothing to compare with").isInstanceOf(ProbeResult.Silent.class);
    }

    @Test
    void growthIsASignOfLife() throws Exception {
        append("more\n");
        assertThat(probe.run()).isInstanceOf(ProbeResult.Alive.class);
        assertThat(probe.run()).isEqualTo(new ProbeResult.Silent(log + " does not grow"));
    }

    @Test
    void aTouchIsNoGrowth() throws Exception {
        Files.setLastModifiedTime(log, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(probe.run()).isInstanceOf(ProbeResult.Silent.class);
    }

    @Test
    void aTruncatedFileGrowsFromItsNewSize() throws Exception {
        Files.writeString(log, "", StandardOpenOption.TRUNCATE_EXISTING);
        assertThat(probe.run()).isInstanceOf(ProbeResult.Silent.class);
        append("x");
        assertThat(probe.run()).isInstanceOf(ProbeResult.Alive.class);
    }

    /** As logrotate does it: who creates the new file is not who writes to it. */
    @Test
    void aRotatedFileGrowsFromNothing() throws Exception {
        Files.move(log, folder.resolve("log.1"));
        Files.createFile(log);
        assertThat(probe.run()).isInstanceOf(ProbeResult.Silent.class);
        append("x");
        assertThat(probe.run()).isInstanceOf(ProbeResult.Alive.class);
        Files.move(log, folder.resolve("log.2"));
        append("shorter than before, and new");
        assertThat(probe.run()).isInstanceOf(ProbeResult.Alive.class);
    }

    @Test
    void aMissingFileIsSilenceUntilItComes() throws Exception {
        Files.delete(log);
        assertThat(probe.run()).isEqualTo(new ProbeResult.Silent("there is no " + log));
        GrowingFileProbe missing = new GrowingFileProbe(folder.resolve("no/such/folder/log"));
        assertThat(missing.run()).isInstanceOf(ProbeResult.Silent.class);
        append("again, and longer than before");
        assertThat(probe.run()).isInstanceOf(ProbeResult.Alive.class);
    }

    @Test
    void afterAResetGrowthCountsFromThenOn() throws Exception {
        append("the last words of the old run\n");
        probe.reset();
        assertThat(probe.run()).isInstanceOf(ProbeResult.Silent.class);
        append("x");
        assertThat(probe.run()).isInstanceOf(ProbeResult.Alive.class);
    }

    @Test
    void aFifoIsNeverOpenedAndSaysNothing() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        assertThat(new GrowingFileProbe(fifo).run()).isEqualTo(new ProbeResult.Inconclusive(fifo + " is not a file"));
        assertThat(new GrowingFileProbe(folder).run()).isInstanceOf(ProbeResult.Inconclusive.class);
    }

    @Test
    void aDiskThatIsFullOrReadOnlyIsNotTheProgramsFault() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()),
                "needs root and the right to mount");
        try {
            Path file = disk.resolve("recording");
            assertThat(run("sh", "-c", "head -c 1000000 /dev/zero > " + file + " 2>/dev/null; true"))
                    .isTrue();
            GrowingFileProbe onDisk = new GrowingFileProbe(file);
            onDisk.run();
            assertThat(onDisk.run()).isEqualTo(new ProbeResult.Inconclusive(file + " does not grow: its disk is full"));
            assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();
            assertThat(onDisk.run())
                    .isEqualTo(new ProbeResult.Inconclusive(file + " does not grow: its disk is read-only"));
        } finally {
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        return Subprocess.run(List.of(command), Duration.ofMinutes(1), 1000) instanceof Subprocess.Exited exited
                && exited.succeeded();
    }

    private void append(String text) throws Exception {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
