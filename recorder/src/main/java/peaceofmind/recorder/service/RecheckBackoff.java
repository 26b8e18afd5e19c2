// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;

/** When the source is checked again: after seconds, and more and more rarely while recordings fail at once. In monotonic nanoseconds. */
final class RecheckBackoff {

    private static final Duration MIN_DELAY = Duration.ofSeconds(3);
    private static final Duration MAX_DELAY = Duration.ofMinutes(1);
    private static final int MAX_DOUBLINGS = 5;
    private static final Duration MIN_STABLE_RECORDING = Duration.ofSeconds(30);

    private long recordingStartedAt;
    private int quickFailures;

    void recordingStarted(long now) {
        recordingStartedAt = now;
    }

    void recordingFailed(long now) {
        quickFailures = now - recordingStartedAt < MIN_STABLE_RECORDING.toNanos() ? quickFailures + 1 : 0;
    }

    void startFailed() {
        quickFailures++;
    }

    long nextCheckAt(long now) {
        Duration delay = MIN_DELAY.multipliedBy(1L << Math.clamp(quickFailures - 1L, 0, MAX_DOUBLINGS));
        return now + (delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay).toNanos();
    }
}
