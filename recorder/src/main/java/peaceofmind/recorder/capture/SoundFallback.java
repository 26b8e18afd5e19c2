// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.time.Duration;
import peaceofmind.foundation.time.Clock;

/**
 * Whether sound is recorded, too. A sound track that is announced and silent keeps ffmpeg from writing pictures, and without its sound
 * device it does not even start: after such a recording the next ones are made without sound for a while. Not thread-safe.
 */
final class SoundFallback {

    private static final Duration WITHOUT_SOUND = Duration.ofMinutes(10);

    private final Clock clock;
    private boolean disabled;
    private long disabledAt;

    SoundFallback(Clock clock) {
        this.clock = clock;
    }

    /** A recording with sound stood still or failed, which its sound may explain. */
    void failedWithSound() {
        disabled = true;
        disabledAt = clock.nanoTime();
    }

    boolean isSoundWanted() {
        if (disabled && clock.nanoTime() - disabledAt >= WITHOUT_SOUND.toNanos()) {
            disabled = false;
        }
        return !disabled;
    }
}
