package peaceofmind.cli.doctor;

import java.nio.file.Files;
import java.util.Optional;

/** Whether a hardware watchdog watches systemd. */
final class HardwareWatchdogCheck implements Check {

    @Override
    public String name() {
        return "hardware watchdog";
    }

    @Override
    public String why() {
        return "it is the only one that helps when the kernel itself hangs";
    }

    @Override
    public Finding look(Patient patient) throws InterruptedException {
        if (!patient.machine().hasSystemd()) {
            return Finding.notHere("no systemd runs this machine");
        }
        boolean there = Files.exists(patient.machine().path("/dev/watchdog0"))
                || Files.exists(patient.machine().path("/dev/watchdog"));
        if (!there) {
            return Finding.attention(
                    "this machine has none (/dev/watchdog is absent)",
                    "on a Raspberry Pi: dtparam=watchdog=on in /boot/firmware/config.txt");
        }
        Optional<String> answer = patient.machine().output("systemctl", "show", "-p", "RuntimeWatchdogUSec", "--value");
        String limit = answer.map(String::strip).orElse("");
        if (limit.isEmpty()) {
            return Finding.cannotTell("systemd does not say", "systemctl show -p RuntimeWatchdogUSec");
        }
        return limit.equals("0") || limit.equals("infinity")
                ? Finding.bad(
                        "there, but not armed",
                        "RuntimeWatchdogSec=15 in /etc/systemd/system.conf.d/peace.conf; sudo systemctl daemon-reexec")
                : Finding.good("armed, " + limit);
    }
}
