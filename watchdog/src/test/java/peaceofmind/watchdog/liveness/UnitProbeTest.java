// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnitProbeTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private UnitProbe probe;

    @BeforeEach
    void createProbe() {
        probe = new UnitProbe(folder.resolve("systemctl").toString(), "web.service", LONG);
    }

    @Test
    void aUnitWithoutAWatchdogMustBeActive() throws Exception {
        systemdReports("LoadState=loaded\nActiveState=active\nWatchdogUSec=0\nWatchdogTimestampMonotonic=0");
        assertThat(probe.run()).isInstanceOf(ProbeResult.Alive.class);
        systemdReports("LoadState=loaded\nActiveState=failed\nWatchdogUSec=0\nWatchdogTimestampMonotonic=0");
        assertThat(probe.run()).isEqualTo(new ProbeResult.Silent("web.service is failed"));
    }

    @Test
    void aUnitWithAWatchdogMustKeepItAlive() throws Exception {
        systemdReports("LoadState=loaded\nActiveState=active\nWatchdogUSec=30s\nWatchdogTimestampMonotonic=100");
        assertThat(probe.run()).isInstanceOf(ProbeResult.Silent.class);
        assertThat(probe.run()).isEqualTo(new ProbeResult.Silent("web.service sends no keep-alive to systemd"));
        systemdReports("LoadState=loaded\nActiveState=active\nWatchdogUSec=30s\nWatchdogTimestampMonotonic=200");
        assertThat(probe.run()).isInstanceOf(ProbeResult.Alive.class);
        probe.reset();
        assertThat(probe.run()).as("the keep-alive of an earlier run").isInstanceOf(ProbeResult.Silent.class);
    }

    @Test
    void aSystemdThatDoesNotRespondSaysNothingAboutTheProgram() throws Exception {
        script("echo 'Failed to connect to bus' >&2; exit 1");
        assertThat(probe.run())
                .isEqualTo(new ProbeResult.Inconclusive("systemctl show web.service: Failed to connect to bus"));
        systemdReports("LoadState=not-found\nActiveState=inactive");
        assertThat(probe.run()).isEqualTo(new ProbeResult.Inconclusive("systemd does not know web.service"));
        Files.delete(folder.resolve("systemctl"));
        assertThat(probe.run()).isInstanceOf(ProbeResult.Inconclusive.class);
    }

    private void systemdReports(String properties) throws Exception {
        script("cat <<'END'\n" + properties + "\nEND");
    }

    /** Replaced by a rename: the kernel does not execute what is open for writing. */
    private void script(String commands) throws Exception {
        Path written = Files.writeString(folder.resolve("new"), "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rwx------"));
        Files.move(written, folder.resolve("systemctl"), StandardCopyOption.REPLACE_EXISTING);
    }
}
