// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the disk that a kernel log line reports an error of. Covers the block layer, the MMC and NVMe drivers and ext4: errors of SD
 * cards are reported nowhere else.
 */
final class KernelLogErrors {

    private static final int MAX_LINE_CHARS = 1000;
    private static final String DISK = "(mmcblk\\d+|sd[a-z]{1,2}|nvme\\d+n\\d+)";
    private static final String PARTITION = "(?:p?\\d+|boot\\d)?";

    private static final List<Pattern> PATTERNS = List.of(
            // "I/O error, dev mmcblk0, sector 8192 op 0x0:(READ)", "critical medium error, dev sda", "Buffer I/O error
            // on dev mmcblk0p2"
            Pattern.compile("\\b(?:error,|error on) dev(?:ice)? " + DISK + PARTITION + "\\b"),
            // "EXT4-fs error (device mmcblk0p2): ext4_lookup:1855"
            Pattern.compile("\\bEXT4-fs error \\(device " + DISK + PARTITION + "\\)"),
            // "mmcblk0: error -110 transferring data", "mmcblk0: recovery failed!"
            Pattern.compile("\\b" + DISK + PARTITION + ": (?:error -?\\d+|recovery failed|timed out)"),
            // "mmc0: error -110 whilst initialising SD card", "mmc0: Timeout waiting for hardware interrupt.", "mmc0:
            // cache flush error -110"
            Pattern.compile("\\b(mmc\\d+): (?:error -\\d+|Timeout waiting|cache flush error|tried to HW reset)"),
            // "nvme nvme0: I/O 12 QID 3 timeout, aborting", "nvme0n1: I/O Cmd(0x2) @ LBA 0, I/O Error (sct 0x2 / sc
            // 0x81)"
            Pattern.compile("\\b(nvme\\d+): I/O \\d+ (?:\\(.*\\) )?QID \\d+ timeout"),
            Pattern.compile("\\b(nvme\\d+n\\d+): .*I/O Error"));

    private KernelLogErrors() {}

    /** The disk ({@code mmcblk0}), or the slot or controller ({@code mmc0}, {@code nvme0}) if the line names no disk. */
    static Optional<String> deviceOf(String line) {
        String head = line.length() > MAX_LINE_CHARS ? line.substring(0, MAX_LINE_CHARS) : line;
        if (head.indexOf("rror") < 0 && head.indexOf("ime") < 0 && head.indexOf("mmc") < 0) {
            return Optional.empty();
        }
        for (Pattern pattern : PATTERNS) {
            Matcher matcher = pattern.matcher(head);
            if (matcher.find()) {
                return Optional.of(matcher.group(1));
            }
        }
        return Optional.empty();
    }
}
