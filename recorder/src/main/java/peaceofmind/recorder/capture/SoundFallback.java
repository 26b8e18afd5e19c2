// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.time.Duration;
import peaceofmind.foundation.time.Clock;

/**
 * Whether the sound of a network camera is recorded, too. A sound track that is announced and silent keeps ffmpeg from writing pictures:
 * after a recording with sound that stood still, the next ones are made without it for a while. Not thread-safe.
 */
final class SoundFallback {

    private static final Duration WITHOUT_SOUND = Duration.ofMinutes(10);

    private final Clock clock;
    private boolean disabled;
    private long disabledAt;

    SoundFallback(Clock clock) {
        this.clock = clock;
    }

    /** A recording with sound stood still, which its sound may explain. */
    void stalledWithSound() {
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
