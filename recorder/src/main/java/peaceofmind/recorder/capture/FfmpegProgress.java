// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.time.Duration;
import java.util.Optional;

/** How long a recording has got no picture, and how long its data has not reached the disk. Not thread-safe. */
final class FfmpegProgress {

    private final Duration stallTimeout;
    private long size;
    private long pictures;
    private long durableSize;
    private boolean picturesKnown;
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
     * @param newPictures number of pictures in the file; empty when that is unknown, and its size is all there is
     * @param newDurableSize number of bytes that are on the disk
     */
    void update(
            Duration interval, boolean diskResponded, long newSize, Optional<Long> newPictures, long newDurableSize) {
        growthCount += newSize > size && growthCount < 2 ? 1 : 0;
        boolean grown = newPictures.map(count -> count > pictures).orElse(newSize > size);
        stalledFor = grown ? Duration.ZERO : stalledFor.plus(interval);
        picturesKnown = newPictures.isPresent();
        pictures = newPictures.orElse(pictures);
        boolean synced = newDurableSize > durableSize || newDurableSize >= newSize;
        unsyncedFor = diskResponded && synced ? Duration.ZERO : unsyncedFor.plus(interval);
        size = newSize;
        durableSize = newDurableSize;
    }

    /** Whether there is a picture, or else whether the file has grown more than once: the first data can be a header alone. */
    boolean hasFrames() {
        return picturesKnown ? pictures > 0 : growthCount > 1;
    }

    boolean isStalled() {
        return stalledFor.compareTo(stallTimeout) >= 0;
    }

    boolean isDiskHanging() {
        return unsyncedFor.compareTo(stallTimeout) >= 0;
    }
}
