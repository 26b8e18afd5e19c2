package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/**
 * Judges the free space. A level is left only when there is 5 % more than its limit, so that it does not flutter. Not thread-safe
 * but for {@link #describe}.
 */
public final class DiskGate {

    private static final double MARGIN = 1.05;

    private final FreeSpace space;
    private final long refuseBelow;
    private final long warnBelow;
    private final long stopBelow;
    private DiskLevel level = DiskLevel.UNKNOWN;
    private volatile String words = "not looked at yet";

    /** Where the free space is read. */
    interface FreeSpace {
        /** Bytes that this user may still write. */
        long usableBytes() throws IOException;
    }

    DiskGate(FreeSpace space, long refuseBelow, long warnBelow, long stopBelow) {
        this.space = space;
        this.refuseBelow = refuseBelow;
        this.warnBelow = warnBelow;
        this.stopBelow = stopBelow;
    }

    /** The gate of the file system that holds a folder, or will hold it when it is made; limits in bytes. */
    public static DiskGate over(Path folder, long refuseBelow, long warnBelow, long stopBelow) {
        return new DiskGate(() -> usable(folder), refuseBelow, warnBelow, stopBelow);
    }

    private static long usable(Path folder) throws IOException {
        Path existing = nearest(folder.toAbsolutePath().normalize());
        // Unlike Files.getFileStore it needs no entry in the table of mounts, which Btrfs' subvolumes and containers
        // lack.
        long usable = existing.toFile().getUsableSpace();
        if (usable == 0 && existing.toFile().getTotalSpace() == 0) {
            throw new IOException("the file system of " + existing + " does not tell its size");
        }
        return usable;
    }

    /** Only what is not there has a parent that speaks for it: a disk that fails must not pass for the one below it. */
    private static Path nearest(Path folder) throws IOException {
        Path parent = folder.getParent();
        try {
            Files.readAttributes(folder, BasicFileAttributes.class);
            return folder;
        } catch (NoSuchFileException notYet) {
            if (parent == null) {
                throw notYet;
            }
            return nearest(parent);
        }
    }

    /** Looks at the disk, which may take long; {@code UNKNOWN} when it can't be read. */
    public DiskLevel level() {
        try {
            long usable = space.usableBytes();
            words = String.format(
                    Locale.ROOT, "%.1f GB free, %.1f GB needed to record", usable / 1e9, refuseBelow / 1e9);
            level = judge(usable);
            return level;
        } catch (IOException unreadable) {
            // The level stays for the next look: what was left with a margin is still left with one.
            words = "the free space cannot be read: " + unreadable;
            return DiskLevel.UNKNOWN;
        }
    }

    private DiskLevel judge(long usable) {
        if (usable < limit(stopBelow, DiskLevel.STOP)) {
            return DiskLevel.STOP;
        } else if (usable < limit(refuseBelow, DiskLevel.REFUSE)) {
            return DiskLevel.REFUSE;
        } else if (usable < limit(warnBelow, DiskLevel.WARN)) {
            return DiskLevel.WARN;
        }
        return DiskLevel.OK;
    }

    private double limit(long bytes, DiskLevel of) {
        return level.compareTo(of) >= 0 ? bytes * MARGIN : bytes;
    }

    /** The last look, in words. */
    public String describe() {
        return words;
    }
}
