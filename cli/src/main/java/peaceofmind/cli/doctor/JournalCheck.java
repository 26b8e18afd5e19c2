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
        return "what led to a reboot is only known afterwards if it was kept on the disk";
    }

    @Override
    public Finding run(DoctorContext context) {
        if (!context.machine().hasSystemd()) {
            return Finding.notHere("no systemd runs this machine");
        }
        return Files.isDirectory(context.machine().path("/var/log/journal"))
                ? Finding.good("kept on the disk")
                : Finding.attention(
                                "kept in memory: lost at each reboot",
                                "sudo mkdir -p /var/log/journal && sudo journalctl --flush")
                        .withFix(List.of(
                                List.of("mkdir", "-p", "/var/log/journal"),
                                List.of("systemd-tmpfiles", "--create", "--prefix", "/var/log/journal"),
                                List.of("journalctl", "--flush")));
    }
}
