// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.CameraFormat.Encoding;

/**
 * Encodings that were chosen and delivered no picture: cameras also offer what they can't do. They are not chosen again for a while. Not
 * thread-safe.
 */
final class CameraFormatMemory {

    private static final Duration AVOIDED_FOR = Duration.ofMinutes(10);

    private final Clock clock;
    private final Map<Encoding, Long> failedAt = new EnumMap<>(Encoding.class);

    CameraFormatMemory(Clock clock) {
        this.clock = clock;
    }

    void failed(Encoding encoding) {
        failedAt.put(encoding, clock.nanoTime());
    }

    List<Encoding> avoided() {
        failedAt.values().removeIf(at -> clock.nanoTime() - at >= AVOIDED_FOR.toNanos());
        return List.copyOf(failedAt.keySet());
    }
}
