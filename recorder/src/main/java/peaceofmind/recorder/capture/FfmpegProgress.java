// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.recorder.capture.MatroskaPictures.Contents;

/** How long a recording has got no picture, and how long its data has not reached the disk. Not thread-safe. */
final class FfmpegProgress {

    private final Duration stallTimeout;
    private long size;
    private Contents contents = new Contents(0, 0);
    private long durableSize;
    private boolean contentsKnown;
    private int growthCount;
    private Duration stalledFor = Duration.ZERO;
    private Duration silentFor = Duration.ZERO;
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
     * @param newContents what is in the file; empty when that is unknown, and its size is all there is
     * @param newDurableSize number of bytes that are on the disk
     */
    void update(
            Duration interval,
            boolean diskResponded,
            long newSize,
            Optional<Contents> newContents,
            long newDurableSize) {
        growthCount += newSize > size && growthCount < 2 ? 1 : 0;
        boolean grown = newContents
                .map(current -> current.pictures() > contents.pictures())
                .orElse(newSize > size);
        stalledFor = grown ? Duration.ZERO : stalledFor.plus(interval);
        boolean sounds = newContents
                .filter(current -> current.sounds() > contents.sounds())
                .isPresent();
        silentFor = sounds ? Duration.ZERO : silentFor.plus(interval);
        contentsKnown = newContents.isPresent();
        contents = newContents.orElse(contents);
        boolean synced = newDurableSize > durableSize || newDurableSize >= newSize;
        unsyncedFor = diskResponded && synced ? Duration.ZERO : unsyncedFor.plus(interval);
        size = newSize;
        durableSize = newDurableSize;
    }

    /** Whether there is a picture, or else whether the file has grown more than once: the first data can be a header alone. */
    boolean hasFrames() {
        return contentsKnown ? contents.pictures() > 0 : growthCount > 1;
    }

    boolean isStalledFor(Duration timeout) {
        return stalledFor.compareTo(timeout) >= 0;
    }

    /** Whether there was sound, and is none any more. */
    boolean isSilent() {
        return contents.sounds() > 0 && silentFor.compareTo(stallTimeout) >= 0;
    }

    boolean isDiskHanging() {
        return unsyncedFor.compareTo(stallTimeout) >= 0;
    }
}
