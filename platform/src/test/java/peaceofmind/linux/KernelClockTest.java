// SPDX-License-Identifier: Apache-2.0
package peaceofmind.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelClockTest {

    @TempDir
    private Path proc;

    @Test
    void uptimeAndBootIdAreRead() throws IOException {
        Files.writeString(proc.resolve("uptime"), "12345.67 4567.89\n");
        Files.createDirectories(proc.resolve("sys/kernel/random"));
        Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "6f1c2a9e-0000-4000-8000-1234567890ab\n");
        KernelClock clock = new KernelClock(proc);
        assertThat(clock.uptime()).isEqualTo(Duration.ofMillis(12_345_670));
        assertThat(clock.bootId()).isEqualTo("6f1c2a9e-0000-4000-8000-1234567890ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "NaN 1", "Infinity", "-1.0 2", "up", "1e400", "0x1p3"})
    void aMalformedUptimeIsAnErrorThatNamesTheFile(String text) throws IOException {
        Files.writeString(proc.resolve("uptime"), text);
        assertThatThrownBy(() -> new KernelClock(proc).uptime())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("uptime");
    }

    @Test
    void anEmptyBootIdIsAnError() throws IOException {
        Files.createDirectories(proc.resolve("sys/kernel/random"));
        Files.writeString(proc.resolve("sys/kernel/random/boot_id"), "\n");
        assertThatThrownBy(() -> new KernelClock(proc).bootId()).isInstanceOf(IOException.class);
    }

    @Test
    void theRealUptimeIsPositive() throws IOException {
        assertThat(new KernelClock(Path.of("/proc")).uptime()).isPositive();
    }
}
