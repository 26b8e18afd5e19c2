// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.foundation.log.ErrorText;

/** Whether the disk is writable and shows no sign of failing. */
final class DiskHealthCheck implements Check {

    @Override
    public String name() {
        return "disk health";
    }

    @Override
    public String rationale() {
        return "SD cards wear out; the kernel then mounts them read-only, and recording stops";
    }

    @Override
    public Finding run(DoctorContext context) {
        Path mounts = context.machine().path("/proc/mounts");
        List<String> problems = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(mounts)) {
                String[] parts = line.split(" ", -1);
                if (parts.length > 3
                        && parts[0].startsWith("/dev/")
                        && isUsed(parts[1], context)
                        && List.of(parts[3].split(",", -1)).contains("ro")) {
                    problems.add(parts[1] + " is mounted read-only");
                }
            }
            checkErrorCounts(context.machine().path("/sys/fs/ext4"), problems);
            checkWear(context.machine().path("/sys/block"), problems);
        } catch (IOException unreadable) {
            return Finding.unknown(
                    "cannot be checked: " + ErrorText.of(unreadable), "check the kernel log: dmesg | grep -i error");
        }
        return problems.isEmpty()
                ? Finding.good("writable, no errors counted")
                : Finding.bad(
                        String.join("; ", problems),
                        "copy what matters (peace bundle, the videos), then replace the card");
    }

    private static boolean isUsed(String mountPoint, DoctorContext context) {
        Path mount = Path.of(mountPoint);
        return context.config().recorder().storage().startsWith(mount)
                || context.config().watchdog().stateFolder().startsWith(mount);
    }

    private static void checkErrorCounts(Path folder, List<String> problems) throws IOException {
        for (Path disk : children(folder, "*")) {
            Path errors = disk.resolve("errors_count");
            if (Files.exists(errors)) {
                String count = Files.readString(errors).strip();
                if (!count.equals("0")) {
                    problems.add(disk.getFileName() + " has " + count + " file system errors");
                }
            }
        }
    }

    /** JESD84-B51: 1 is normal, 2 is 80 % of the reserve used, 3 is 90 %. */
    private static void checkWear(Path blocks, List<String> problems) throws IOException {
        for (Path card : children(blocks, "mmcblk*")) {
            Path info = card.resolve("device/pre_eol_info");
            if (Files.exists(info)) {
                String level = Files.readString(info).strip();
                if (level.endsWith("2") || level.endsWith("3")) {
                    problems.add(card.getFileName() + " reports that it is worn out (pre_eol_info " + level + ")");
                }
            }
        }
    }

    private static List<Path> children(Path folder, String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
                entries.forEach(found::add);
            }
        }
        return found;
    }
}
