// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a share is where it should be mounted. An empty mount point is an ordinary folder on the SD card: what is copied there is
 * hidden as soon as the share is mounted, and takes the space of new recordings until then.
 */
public final class ShareGuard {

    /** What is required of the folder; the values of the configuration. */
    public enum Mode {
        /** It must be mounted if {@code /etc/fstab} says that it, or a folder above it, is a mount point. */
        AUTO,
        /** It, or a folder above it, must be mounted. */
        REQUIRED,
        /** An ordinary folder will do. */
        OFF;

        /** Empty for an unknown value. */
        public static Optional<Mode> parse(String text) {
            return Stream.of(values())
                    .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst();
        }
    }

    private static final Path FSTAB = Path.of("/etc/fstab");
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private final Path folder;
    private final Mode mode;
    private final Optional<String> markFile;
    private final Path fstab;
    private final Path mounts;

    public ShareGuard(Path folder, Mode mode) {
        this(folder, mode, Optional.empty());
    }

    /** @param markFile name of a file that must be in the folder, which distinguishes the right share from any other */
    public ShareGuard(Path folder, Mode mode, Optional<String> markFile) {
        this(folder, mode, markFile, FSTAB, MOUNTS);
    }

    /** For another root: its fstab and the list of its mounts. */
    public ShareGuard(Path folder, Mode mode, Optional<String> markFile, Path fstab, Path mounts) {
        this.folder = folder.toAbsolutePath().normalize();
        this.mode = mode;
        this.markFile = markFile;
        this.fstab = fstab;
        this.mounts = mounts;
    }

    /** Why nothing may be copied to the folder now; empty when it may. To be asked before each upload, since a share can disappear at any time. */
    public Optional<String> problem() {
        return mountProblem().or(this::markProblem);
    }

    private Optional<String> markProblem() {
        return markFile.filter(name -> !Files.exists(folder.resolve(name)))
                .map(name -> folder + " does not contain the file " + name
                        + ": is it the right share? Videos wait until it does");
    }

    private Optional<String> mountProblem() {
        return switch (mode) {
            case OFF -> Optional.empty();
            case REQUIRED ->
                mountPoints(mounts).stream().anyMatch(this::contains) ? Optional.empty() : notMounted(folder);
            case AUTO -> {
                List<Path> mounted = mountPoints(mounts);
                yield mountPoints(fstab).stream()
                        .filter(this::contains)
                        .filter(point -> !mounted.contains(point))
                        .findFirst()
                        .flatMap(ShareGuard::notMounted);
            }
        };
    }

    private static Optional<String> notMounted(Path point) {
        return Optional.of("the share " + point + " is not mounted (findmnt " + point + "); videos wait until it is");
    }

    /** The root file system is always mounted, and says nothing. */
    private boolean contains(Path mountPoint) {
        return mountPoint.getNameCount() > 0 && folder.startsWith(mountPoint);
    }

    /** The second column of fstab(5), which /proc/self/mounts has, too. */
    private static List<Path> mountPoints(Path table) {
        try (Stream<String> lines = Files.lines(table)) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+", 3))
                    .filter(columns -> columns.length > 1 && columns[1].startsWith("/"))
                    .map(columns -> Path.of(unescape(columns[1])).normalize())
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            // A device without an fstab has no mount points to wait for; without /proc nothing is known to be mounted.
            return List.of();
        }
    }

    /** Spaces and tabs are written in octal. */
    private static String unescape(String text) {
        return text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
}
