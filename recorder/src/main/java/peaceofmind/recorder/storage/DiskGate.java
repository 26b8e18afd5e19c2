package peaceofmind.recorder.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The gate of the file system that holds a folder; limits in bytes. */
    public static DiskGate over(Path folder, long refuseBelow, long warnBelow, long stopBelow) {
        return new DiskGate(() -> Files.getFileStore(folder).getUsableSpace(), refuseBelow, warnBelow, stopBelow);
    }

    /** Looks at the disk, which may take long. */
    public DiskLevel level() {
        try {
            long usable = space.usableBytes();
            words = String.format(
                    Locale.ROOT, "%.1f GB free, %.1f GB needed to record", usable / 1e9, refuseBelow / 1e9);
            level = judge(usable);
        } catch (IOException unreadable) {
            words = "the free space cannot be read: " + unreadable.getMessage();
            level = DiskLevel.UNKNOWN;
        }
        return level;
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
