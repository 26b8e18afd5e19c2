// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import peaceofmind.foundation.log.ErrorText;

/**
 * Classifies the free space. With hysteresis: a level is left only when the free space exceeds its limit by 5 %. Not thread-safe except for
 * {@link #description}.
 */
public final class FreeSpaceLimits {

    private static final double HYSTERESIS_FACTOR = 1.05;

    private final FreeSpace freeSpace;
    private final long refuseBelow;
    private final long warnBelow;
    private final long stopBelow;
    private FreeSpaceLevel level = FreeSpaceLevel.UNKNOWN;
    private volatile String lastDescription = "not checked yet";

    /** Reads the free space. */
    interface FreeSpace {
        /** Bytes that this user can still write. */
        long usableBytes() throws IOException;
    }

    FreeSpaceLimits(FreeSpace freeSpace, long refuseBelow, long warnBelow, long stopBelow) {
        this.freeSpace = freeSpace;
        this.refuseBelow = refuseBelow;
        this.warnBelow = warnBelow;
        this.stopBelow = stopBelow;
    }

    /** Limits for the file system of a folder, which need not exist yet; in bytes. */
    public static FreeSpaceLimits forFolder(Path folder, long refuseBelow, long warnBelow, long stopBelow) {
        return new FreeSpaceLimits(() -> usableBytes(folder), refuseBelow, warnBelow, stopBelow);
    }

    private static long usableBytes(Path folder) throws IOException {
        Path existing = nearestExisting(folder.toAbsolutePath().normalize());
        // Unlike Files.getFileStore this needs no entry in the mount table, which Btrfs subvolumes and containers lack.
        long usable = existing.toFile().getUsableSpace();
        if (usable == 0 && existing.toFile().getTotalSpace() == 0) {
            throw new IOException("the file system of " + existing + " does not report its size");
        }
        return usable;
    }

    /** Uses the parent only for a folder that does not exist: for one that can't be read, the parent may be on another disk. */
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

    /** Checks the disk, which can take long; {@code UNKNOWN} when it can't be read. */
    public FreeSpaceLevel check() {
        try {
            long usable = freeSpace.usableBytes();
            lastDescription = String.format(
                    Locale.ROOT, "%.1f GB free, %.1f GB needed to record", usable / 1e9, refuseBelow / 1e9);
            level = classify(usable);
            return level;
        } catch (IOException unreadable) {
            // The level is kept, which also keeps the hysteresis for the next check.
            lastDescription = "the free space cannot be read: " + ErrorText.of(unreadable);
            return FreeSpaceLevel.UNKNOWN;
        }
    }

    /** Whether that many bytes fit without a running recording having to stop; true when the disk can't be read. Thread-safe. */
    public boolean fits(long bytes) {
        try {
            return freeSpace.usableBytes() - bytes >= stopBelow * HYSTERESIS_FACTOR;
        } catch (IOException unreadable) {
            return true;
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

    /** The result of the last check, as text. */
    public String description() {
        return lastDescription;
    }
}
