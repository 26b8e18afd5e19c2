package peaceofmind.recorder.capture;

import java.time.Duration;

/** How long a recording has not grown, and how long the disk has not taken what it grew by. Not thread-safe: its watcher's. */
final class FfmpegProgress {

    private final Duration stallTimeout;
    private long size;
    private long durableSize;
    private int growthCount;
    private Duration stalledFor = Duration.ZERO;
    private Duration unsyncedFor = Duration.ZERO;

    FfmpegProgress(Duration stallTimeout) {
        this.stallTimeout = stallTimeout;
    }

    /**
     * Counts one look.
     *
     * @param interval time since the last one
     * @param diskResponded whether the disk told the size; when not, what is given is of an earlier look
     * @param newSize in bytes
     * @param newDurableSize so many bytes of it are on the disk
     */
    void update(Duration interval, boolean diskResponded, long newSize, long newDurableSize) {
        growthCount += newSize > size && growthCount < 2 ? 1 : 0;
        stalledFor = newSize > size ? Duration.ZERO : stalledFor.plus(interval);
        boolean synced = newDurableSize > durableSize || newDurableSize >= newSize;
        unsyncedFor = diskResponded && synced ? Duration.ZERO : unsyncedFor.plus(interval);
        size = newSize;
        durableSize = newDurableSize;
    }

    /** Whether something followed what came first. */
    boolean hasFrames() {
        return growthCount > 1;
    }

    boolean isStalled() {
        return stalledFor.compareTo(stallTimeout) >= 0;
    }

    boolean isDiskHanging() {
        return unsyncedFor.compareTo(stallTimeout) >= 0;
    }
}
