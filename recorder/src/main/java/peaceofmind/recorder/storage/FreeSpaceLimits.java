package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/**
 * Judges the free space. A level is left only when there is 5 % more than its limit, so that it does not flutter. Not thread-safe
 * but for {@link #description}.
 */
public final class FreeSpaceLimits {

    private static final double HYSTERESIS_FACTOR = 1.05;

    private final FreeSpace freeSpace;
    private final long refuseBelow;
    private final long warnBelow;
    private final long stopBelow;
    private FreeSpaceLevel level = FreeSpaceLevel.UNKNOWN;
    private volatile String lastDescription = "not looked at yet";

    /** Where the free space is read. */
    interface FreeSpace {
        /** Bytes that this user may still write. */
        long usableBytes() throws IOException;
    }

    FreeSpaceLimits(FreeSpace freeSpace, long refuseBelow, long warnBelow, long stopBelow) {
        this.freeSpace = freeSpace;
        this.refuseBelow = refuseBelow;
        this.warnBelow = warnBelow;
        this.stopBelow = stopBelow;
    }

    /** The gate of the file system that holds a folder, or will hold it when it is made; limits in bytes. */
    public static FreeSpaceLimits forFolder(Path folder, long refuseBelow, long warnBelow, long stopBelow) {
        return new FreeSpaceLimits(() -> usableBytes(folder), refuseBelow, warnBelow, stopBelow);
    }

    private static long usableBytes(Path folder) throws IOException {
        Path existing = nearestExisting(folder.toAbsolutePath().normalize());
        // Unlike Files.getFileStore it needs no entry in the table of mounts, which Btrfs' subvolumes and containers
        // lack.
        long usable = existing.toFile().getUsableSpace();
        if (usable == 0 && existing.toFile().getTotalSpace() == 0) {
            throw new IOException("the file system of " + existing + " does not tell its size");
        }
        return usable;
    }

    /** Only what is not there has a parent that speaks for it: a disk that fails must not pass for the one below it. */
    private static Path nearestExisting(Path folder) throws IOException {
        Path parent = folder.getParent();
        try {
            Files.readAttributes(folder, BasicFileAttributes.class);
            return folder;
        } catch (NoSuchFileException notYet) {
            if (parent == null) {
                throw notYet;
            }
            return nearestExisting(parent);
        }
    }

    /** Looks at the disk, which may take long; {@code UNKNOWN} when it can't be read. */
    public FreeSpaceLevel check() {
        try {
            long usable = freeSpace.usableBytes();
            lastDescription = String.format(
                    Locale.ROOT, "%.1f GB free, %.1f GB needed to record", usable / 1e9, refuseBelow / 1e9);
            level = classify(usable);
            return level;
        } catch (IOException unreadable) {
            // The level stays for the next look: what was left with a margin is still left with one.
            lastDescription = "the free space cannot be read: " + unreadable;
            return FreeSpaceLevel.UNKNOWN;
        }
    }

    private FreeSpaceLevel classify(long usable) {
        if (usable < thresholdFor(stopBelow, FreeSpaceLevel.STOP)) {
            return FreeSpaceLevel.STOP;
        } else if (usable < thresholdFor(refuseBelow, FreeSpaceLevel.REFUSE)) {
            return FreeSpaceLevel.REFUSE;
        } else if (usable < thresholdFor(warnBelow, FreeSpaceLevel.WARN)) {
            return FreeSpaceLevel.WARN;
        }
        return FreeSpaceLevel.OK;
    }

    private double thresholdFor(long bytes, FreeSpaceLevel target) {
        return level.compareTo(target) >= 0 ? bytes * HYSTERESIS_FACTOR : bytes;
    }

    /** The last look, in words. */
    public String description() {
        return lastDescription;
    }
}
