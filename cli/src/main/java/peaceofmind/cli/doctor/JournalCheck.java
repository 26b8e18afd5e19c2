// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.nio.file.Files;
import java.util.List;

/** Whether the journal survives a reboot. */
final class JournalCheck implements Check {

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public String rationale() {
        return "what led to a reboot is lost unless the journal is on disk";
    }

    @Override
    public Finding run(DoctorContext context) {
        if (!context.machine().hasSystemd()) {
            return Finding.notApplicable("this machine does not run systemd");
        }
        return Files.isDirectory(context.machine().path("/var/log/journal"))
                ? Finding.good("stored on disk")
                : Finding.attention(
                                "stored in memory: lost at each reboot",
                                "sudo mkdir -p /var/log/journal && sudo journalctl --flush")
                        .withFix(List.of(
                                List.of("mkdir", "-p", "/var/log/journal"),
                                List.of("systemd-tmpfiles", "--create", "--prefix", "/var/log/journal"),
                                List.of("journalctl", "--flush")));
    }
}
