// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.nio.file.Files;
import java.util.Optional;

/** Whether a hardware watchdog supervises systemd. */
final class HardwareWatchdogCheck implements Check {

    @Override
    public String name() {
        return "hardware watchdog";
    }

    @Override
    public String rationale() {
        return "nothing else recovers the device when the kernel hangs";
    }

    @Override
    public Finding run(DoctorContext context) throws InterruptedException {
        if (!context.machine().hasSystemd()) {
            return Finding.notApplicable("this machine does not run systemd");
        }
        boolean present = Files.exists(context.machine().path("/dev/watchdog0"))
                || Files.exists(context.machine().path("/dev/watchdog"));
        if (!present) {
            return Finding.attention(
                    "this machine has none: /dev/watchdog does not exist",
                    "on a Raspberry Pi: dtparam=watchdog=on in /boot/firmware/config.txt");
        }
        Optional<String> output = context.machine().output("systemctl", "show", "-p", "RuntimeWatchdogUSec", "--value");
        String timeout = output.map(String::strip).orElse("");
        if (timeout.isEmpty()) {
            return Finding.unknown("systemd does not report its timeout", "systemctl show -p RuntimeWatchdogUSec");
        }
        return timeout.equals("0") || timeout.equals("infinity")
                ? Finding.bad(
                        "present, but not armed",
                        "RuntimeWatchdogSec=15 in /etc/systemd/system.conf.d/peace.conf; sudo systemctl daemon-reexec")
                : Finding.good("armed, " + timeout);
    }
}
