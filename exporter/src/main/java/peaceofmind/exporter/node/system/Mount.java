// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.system;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import peaceofmind.exporter.node.read.TextScanner;
import peaceofmind.metrics.Family.Sample;

/**
 * A mounted file system to measure.
 *
 * @param readOnly whether this mount or the whole file system is read-only
 * @param fileSystemReadOnly whether the whole file system is read-only, which a sandbox cannot change
 */
public record Mount(String device, String mountPoint, String type, boolean readOnly, boolean fileSystemReadOnly) {

    static final int MAX_MOUNTS = 200;

    /** node_exporter's defaults. */
    private static final Set<String> EXCLUDED_TYPES = Set.of(
            "autofs",
            "binfmt_misc",
            "bpf",
            "cgroup",
            "cgroup2",
            "configfs",
            "debugfs",
            "devpts",
            "devtmpfs",
            "fusectl",
            "hugetlbfs",
            "iso9660",
            "mqueue",
            "nsfs",
            "overlay",
            "proc",
            "procfs",
            "pstore",
            "rpc_pipefs",
            "securityfs",
            "selinuxfs",
            "squashfs",
            "sysfs",
            "tracefs");

    private static final Pattern EXCLUDED_MOUNT_POINTS =
            Pattern.compile("^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)");

    public Map<String, String> labels() {
        return Sample.labels("device", device, "fstype", type, "mountpoint", mountPoint);
    }

    /** The mount as it is outside the sandbox, which can make a mount read-only but not the file system. */
    Mount withoutSandbox() {
        return new Mount(device, mountPoint, type, fileSystemReadOnly, fileSystemReadOnly);
    }

    /** Parses {@code /proc/PID/mountinfo} (proc(5)). */
    static List<Mount> parse(TextScanner text) {
        List<Mount> mounts = new ArrayList<>();
        while (text.nextLine() && mounts.size() < MAX_MOUNTS) {
            text.skipFields(4);
            if (!text.nextWord()) {
                continue;
            }
            String mountPoint = unescape(text.word());
            text.nextWord();
            String options = text.word();
            while (text.nextWord() && !text.wordEquals("-")) {
                // Any number of optional fields.
            }
            if (!text.nextWord() || EXCLUDED_MOUNT_POINTS.matcher(mountPoint).find()) {
                continue;
            }
            String type = text.word();
            String device = text.nextWord() ? unescape(text.word()) : "";
            String superOptions = text.nextWord() ? text.word() : "";
            if (!EXCLUDED_TYPES.contains(type) && !device.isEmpty() && mountPoint.startsWith("/")) {
                boolean superReadOnly = readOnly(superOptions);
                mounts.add(new Mount(device, mountPoint, type, superReadOnly || readOnly(options), superReadOnly));
            }
        }
        return mounts;
    }

    private static boolean readOnly(String options) {
        return options.equals("ro") || options.startsWith("ro,");
    }

    /** The kernel escapes spaces, tabs, newlines and backslashes as three octal digits. */
    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            if (from[i] == '\\' && i + 3 < from.length && isOctal(from, i + 1)) {
                to[length++] = (byte) ((from[i + 1] - '0') * 64 + (from[i + 2] - '0') * 8 + (from[i + 3] - '0'));
                i += 3;
            } else {
                to[length++] = from[i];
            }
        }
        return new String(to, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean isOctal(byte[] bytes, int from) {
        for (int i = from; i < from + 3; i++) {
            if (bytes[i] < '0' || bytes[i] > '7') {
                return false;
            }
        }
        return true;
    }
}
