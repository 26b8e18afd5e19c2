// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.time.Duration;

/** How long a recording has not grown, and how long its data has not reached the disk. Not thread-safe. */
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
     * Records one check of the file.
     *
     * @param interval time since the previous check
     * @param diskResponded whether the size could be read; otherwise {@code newSize} is that of an earlier check
     * @param newSize in bytes
     * @param newDurableSize number of bytes that are on the disk
     */
    void update(Duration interval, boolean diskResponded, long newSize, long newDurableSize) {
        growthCount += newSize > size && growthCount < 2 ? 1 : 0;
        stalledFor = newSize > size ? Duration.ZERO : stalledFor.plus(interval);
        boolean synced = newDurableSize > durableSize || newDurableSize >= newSize;
        unsyncedFor = diskResponded && synced ? Duration.ZERO : unsyncedFor.plus(interval);
        size = newSize;
        durableSize = newDurableSize;
    }

    /** Whether the file has grown more than once: the first data can be a header alone. */
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
