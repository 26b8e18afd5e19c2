// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.exporter.node.read.KernelFiles;
import peaceofmind.exporter.node.read.TextScanner;

/**
 * Detects file systems that have become read-only: the kernel does that after an error, and an SD card at the end of its life. A file
 * system is expected to be writable if {@code /etc/fstab} says so, or if it was writable before.
 */
public final class ReadOnlyDetector {

    private static final int MAX_TRACKED_MOUNTS = 500;

    private final KernelFiles files;
    private final Path fstab;
    private final Set<String> seenWritable = new HashSet<>();

    public ReadOnlyDetector(KernelFiles files, Path root) {
        this.files = files;
        this.fstab = root.resolve("etc/fstab");
    }

    void check(Collection<Mount> mounts, Families families, Map<Mount, Map<String, String>> labels) throws IOException {
        Set<String> declared = Set.of();
        if (mounts.stream().anyMatch(Mount::fileSystemReadOnly)) {
            declared = declaredWritable(files.read(fstab));
        }
        for (Mount mount : mounts) {
            if (!mount.fileSystemReadOnly() && seenWritable.size() < MAX_TRACKED_MOUNTS) {
                seenWritable.add(mount.mountPoint());
            }
            boolean expectedWritable =
                    seenWritable.contains(mount.mountPoint()) || declared.contains(mount.mountPoint());
            if (expectedWritable) {
                families.gauge(
                        "peace_filesystem_remounted_readonly",
                        "Whether a file system that was writable, or is declared writable in /etc/fstab, is read-only now:"
                                + " 1 usually means a failing disk or card.",
                        labels.getOrDefault(mount, mount.labels()),
                        mount.fileSystemReadOnly() ? 1 : 0);
            }
        }
    }

    /** Mount points without the option {@code ro} (fstab(5)). */
    static Set<String> declaredWritable(Optional<TextScanner> fstab) {
        Set<String> writable = new HashSet<>();
        while (fstab.isPresent() && fstab.get().nextLine()) {
            TextScanner line = fstab.get();
            if (line.nextWord()
                    && !line.wordStartsWith("#")
                    && line.nextWord()
                    && writable.size() < MAX_TRACKED_MOUNTS) {
                String mountPoint = Mount.unescape(line.word());
                line.skipFields(1);
                if (line.nextWord() && !("," + line.word() + ",").contains(",ro,")) {
                    writable.add(mountPoint);
                }
            }
        }
        return writable;
    }
}
