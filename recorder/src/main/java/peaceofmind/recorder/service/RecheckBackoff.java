// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import java.time.Duration;

/**
 * When the source is checked again: at once when a recording was in order until then, since most cameras are back as soon as they have
 * dropped a connection; then after seconds, and more and more rarely while recordings fail at once. In monotonic nanoseconds.
 */
final class RecheckBackoff {

    /** A camera that serves one client, or is plugged in again, is not back earlier. */
    private static final Duration PROMPT_DELAY = Duration.ofMillis(500);

    private static final Duration MIN_DELAY = Duration.ofSeconds(3);
    private static final Duration MAX_DELAY = Duration.ofMinutes(1);
    private static final int MAX_DOUBLINGS = 5;
    private static final Duration MIN_STABLE_RECORDING = Duration.ofSeconds(30);

    private long recordingStartedAt;
    private int quickFailures;
    private boolean prompt;

    void recordingStarted(long now) {
        recordingStartedAt = now;
    }

    void recordingFailed(long now) {
        prompt = now - recordingStartedAt >= MIN_STABLE_RECORDING.toNanos();
        quickFailures = prompt ? 0 : quickFailures + 1;
    }

    void startFailed() {
        quickFailures++;
    }

    /** The prompt check is the first one after a failure. */
    long nextCheckAt(long now) {
        if (prompt) {
            prompt = false;
            return now + PROMPT_DELAY.toNanos();
        }
        Duration delay = MIN_DELAY.multipliedBy(1L << Math.clamp(quickFailures - 1L, 0, MAX_DOUBLINGS));
        return now + (delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay).toNanos();
    }
}
