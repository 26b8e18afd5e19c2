// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.exporter.node.read.Roots;

class PreviousBootTest {

    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

    @TempDir
    private Path folder;

    private Path watchdog;

    @BeforeEach
    void firstBoot() throws IOException {
        watchdog = Files.createDirectories(folder.resolve("sys/class/watchdog/watchdog0"));
        Files.createDirectories(folder.resolve("sys/fs/pstore"));
        writeBootId("one");
        Files.writeString(watchdog.resolve("bootstatus"), "0\n");
    }

    @Test
    void onTheFirstBootThePreviousOneIsUnknown() throws IOException {
        PreviousBoot first = start();
        assertThat(first.previousEnd()).isEmpty();
        assertThat(first.collect().families()).isEmpty();
    }

    @Test
    void anAgentThatWasNotStoppedMeansPowerLoss() throws IOException {
        start();
        writeBootId("two");
        assertThat(start().previousEnd()).contains(BootEnd.POWER_LOSS);
    }

    @Test
    void anOrderlyShutdownIsClean() throws IOException {
        start().stop(true);
        writeBootId("two");
        assertThat(start().previousEnd()).contains(BootEnd.CLEAN);
    }

    @Test
    void stoppingOnlyTheAgentIsInconclusive() throws IOException {
        start().stop(false);
        writeBootId("two");
        assertThat(start().previousEnd()).isEmpty();
    }

    @Test
    void aResetByTheHardwareWatchdogIsRecognised() throws IOException {
        start();
        writeBootId("two");
        Files.writeString(watchdog.resolve("bootstatus"), "32\n");
        assertThat(start().previousEnd()).contains(BootEnd.WATCHDOG);
    }

    @Test
    void aCrashLogTakesPrecedence() throws IOException {
        start();
        Path old = Files.writeString(folder.resolve("sys/fs/pstore/dmesg-ramoops-0"), "Kernel panic");
        Files.setLastModifiedTime(old, FileTime.from(START.minusSeconds(3600)));
        writeBootId("two");
        Files.writeString(watchdog.resolve("bootstatus"), "32\n");
        assertThat(start().previousEnd()).as("an older panic is not this one").contains(BootEnd.WATCHDOG);
        Files.setLastModifiedTime(old, FileTime.from(START.plusSeconds(3600)));
        writeBootId("three");
        assertThat(start().previousEnd()).contains(BootEnd.PANIC);
    }

    @Test
    void anAgentThatIsRestartedInTheSameBootReportsTheSame() throws IOException {
        start();
        writeBootId("two");
        start().stop(false);
        assertThat(start().previousEnd()).contains(BootEnd.POWER_LOSS);
    }

    @Test
    void aDamagedMarkerIsInconclusive() throws IOException {
        start();
        Files.writeString(folder.resolve("state/boot.mark"), "boot_id=\nmark=RUN\nsince=yesterday\n=\nxyz");
        writeBootId("two");
        assertThat(start().previousEnd()).isEqualTo(Optional.empty());
    }

    private PreviousBoot start() throws IOException {
        return PreviousBoot.start(folder.resolve("state"), Roots.below(folder), START);
    }

    private void writeBootId(String id) throws IOException {
        Path file = folder.resolve("proc/sys/kernel/random/boot_id");
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, id + "\n");
    }
}
