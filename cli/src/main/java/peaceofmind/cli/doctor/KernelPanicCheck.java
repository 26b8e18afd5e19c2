// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import peaceofmind.foundation.log.ErrorText;

/** Whether the kernel reboots after a panic: {@code panic=} on its command line, or kernel.panic, which applies later in a boot. */
final class KernelPanicCheck implements Check {

    private static final Pattern OPTION = Pattern.compile("panic=-?[1-9]\\d*");

    @Override
    public String name() {
        return "kernel panic";
    }

    @Override
    public String rationale() {
        return "after a panic the kernel stops for good, unless it is configured to reboot";
    }

    @Override
    public Finding run(DoctorContext context) {
        if (context.isDemo()) {
            return Finding.notApplicable("a demo changes nothing of its machine");
        }
        try {
            String commandLine =
                    Files.readString(context.machine().path("/proc/cmdline")).strip();
            if (List.of(commandLine.split("\\s+", -1)).stream()
                    .anyMatch(option -> OPTION.matcher(option).matches())) {
                return Finding.good("reboots, also in the first seconds of a boot");
            }
            String seconds = Files.readString(context.machine().path("/proc/sys/kernel/panic"))
                    .strip();
            return seconds.equals("0")
                    ? Finding.bad(
                            "stays as it is after a panic",
                            "add panic=10 to the kernel's command line: /boot/firmware/cmdline.txt on a Raspberry Pi,"
                                    + " GRUB_CMDLINE_LINUX in /etc/default/grub elsewhere")
                    : Finding.good(
                            "reboots " + seconds + " s after a panic; panic=10 on the kernel's command line would cover"
                                    + " the first seconds of a boot, too");
        } catch (IOException unreadable) {
            return Finding.unknown("cannot be checked: " + ErrorText.of(unreadable), "cat /proc/sys/kernel/panic");
        }
    }
}
