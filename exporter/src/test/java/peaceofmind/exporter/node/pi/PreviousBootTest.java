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
        boot("one");
        Files.writeString(watchdog.resolve("bootstatus"), "0\n");
    }

    @Test
    void theFirstBootKnowsNothingOfTheOneBefore() throws IOException {
        PreviousBoot first = begin();
        assertThat(first.previous()).isEmpty();
        assertThat(first.collect().families()).isEmpty();
    }

    @Test
    void anAgentThatWasNotStoppedMeansPowerLoss() throws IOException {
        begin();
        boot("two");
        assertThat(begin().previous()).contains(BootEnd.POWER_LOSS);
    }

    @Test
    void aShutdownInOrderIsClean() throws IOException {
        begin().end(true);
        boot("two");
        assertThat(begin().previous()).contains(BootEnd.CLEAN);
    }

    @Test
    void anAgentThatWasStoppedAloneTellsNothing() throws IOException {
        begin().end(false);
        boot("two");
        assertThat(begin().previous()).isEmpty();
    }

    @Test
    void theHardwareWatchdogSaysSo() throws IOException {
        begin();
        boot("two");
        Files.writeString(watchdog.resolve("bootstatus"), "32\n");
        assertThat(begin().previous()).contains(BootEnd.WATCHDOG);
    }

    @Test
    void theLastWordsOfTheKernelWeighMost() throws IOException {
        begin();
        Path old = Files.writeString(folder.resolve("sys/fs/pstore/dmesg-ramoops-0"), "Kernel panic");
        Files.setLastModifiedTime(old, FileTime.from(START.minusSeconds(3600)));
        boot("two");
        Files.writeString(watchdog.resolve("bootstatus"), "32\n");
        assertThat(begin().previous()).as("an older panic is not this one").contains(BootEnd.WATCHDOG);
        Files.setLastModifiedTime(old, FileTime.from(START.plusSeconds(3600)));
        boot("three");
        assertThat(begin().previous()).contains(BootEnd.PANIC);
    }

    @Test
    void anAgentThatStartsAgainInTheSameBootSaysTheSame() throws IOException {
        begin();
        boot("two");
        begin().end(false);
        assertThat(begin().previous()).contains(BootEnd.POWER_LOSS);
    }

    @Test
    void aDamagedMarkTellsNothing() throws IOException {
        begin();
        Files.writeString(folder.resolve("state/boot.mark"), "boot_id=\nmark=RUN\nsince=yesterday\n=\nxyz");
        boot("two");
        assertThat(begin().previous()).isEqualTo(Optional.empty());
    }

    private PreviousBoot begin() throws IOException {
        return PreviousBoot.begin(folder.resolve("state"), Roots.below(folder), START);
    }

    private void boot(String id) throws IOException {
        Path file = folder.resolve("proc/sys/kernel/random/boot_id");
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, id + "\n");
    }
}
