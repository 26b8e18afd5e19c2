// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;
import peaceofmind.watchdog.policy.NetworkObservation.RungStatus;

/** With a systemctl that only records how it was called. */
class RungUnitsTest {

    @TempDir
    private Path folder;

    private RungExit execute(String link, int exitCode, String mainStatus) throws Exception {
        Path systemctl = Files.writeString(folder.resolve("systemctl"), """
                #!/bin/sh
                echo "$@" >>%1$s/calls
                case $1 in
                start) echo "Job for unit failed." >&2; exit %2$d ;;
                show) echo %3$s ;;
                esac
                """.formatted(folder, exitCode, mainStatus));
        Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwx------"));
        return new RungUnits(systemctl.toString()).execute(NetworkRung.RELOAD, link);
    }

    private String calls() throws IOException {
        return Files.readString(folder.resolve("calls"));
    }

    @Test
    void aRungIsTheStartOfItsUnit() throws Exception {
        assertThat(execute("wlan0", 0, "0").status()).isEqualTo(RungStatus.EXECUTED);
        assertThat(calls()).isEqualTo("start peace-network-reload@wlan0.service\n");
    }

    @Test
    void aUnitThatFailsIsResetAndTheReasonIsNamed() throws Exception {
        RungExit exit = execute("wlan0", 1, "1");
        assertThat(exit.status()).isEqualTo(RungStatus.FAILED);
        assertThat(exit.detail()).isEqualTo("Job for unit failed.");
        assertThat(calls()).endsWith("reset-failed peace-network-reload@wlan0.service\n");
    }

    @Test
    void whatNothingHereCanDoIsImpossibleAndNotFailed() throws Exception {
        assertThat(execute("wlan0", 1, "3").status()).isEqualTo(RungStatus.IMPOSSIBLE);
        assertThat(execute("wlan0", 1, "4").detail()).contains("left alone");
    }

    @Test
    void aNameThatIsNoInterfaceReachesNoCommand() throws Exception {
        assertThat(execute("x; reboot", 0, "0").status()).isEqualTo(RungStatus.IMPOSSIBLE);
        assertThat(execute("../x", 0, "0").status()).isEqualTo(RungStatus.IMPOSSIBLE);
        assertThat(folder.resolve("calls")).doesNotExist();
    }

    @Test
    void aMachineWithoutSystemdFailsWithAReason() throws Exception {
        RungExit exit = new RungUnits(folder.resolve("none").toString()).execute(NetworkRung.RENEW, "eth0");
        assertThat(exit.status()).isEqualTo(RungStatus.FAILED);
        assertThat(exit.detail()).isNotBlank();
    }
}
