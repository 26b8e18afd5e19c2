// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecheckBackoffTest {

    private final RecheckBackoff backoff = new RecheckBackoff();

    @Test
    void afterARecordingThatWasInOrderTheSourceIsCheckedAtOnceAndThenAfterSeconds() {
        backoff.recordingStarted(0);
        long now = Duration.ofSeconds(30).toNanos();
        backoff.recordingFailed(now);
        assertThat(delay(now)).isEqualTo(Duration.ofMillis(500));
        assertThat(delay(now)).isEqualTo(Duration.ofSeconds(3));
        assertThat(delay(now)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void recordingsThatFailAtOnceAreTriedMoreAndMoreRarely() {
        long second = Duration.ofSeconds(1).toNanos();
        backoff.recordingStarted(0);
        backoff.recordingFailed(second);
        assertThat(delay(second)).isEqualTo(Duration.ofSeconds(3));
        backoff.recordingStarted(0);
        backoff.recordingFailed(second);
        assertThat(delay(second)).isEqualTo(Duration.ofSeconds(6));
        for (int n = 0; n < 10; n++) {
            backoff.startFailed();
        }
        assertThat(delay(second)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aCameraThatFailsAtOnceAfterALongRecordingIsNotTriedWithoutAPause() {
        long end = Duration.ofMinutes(5).toNanos();
        backoff.recordingStarted(0);
        backoff.recordingFailed(end);
        assertThat(delay(end)).isEqualTo(Duration.ofMillis(500));
        backoff.startFailed();
        assertThat(delay(end)).isEqualTo(Duration.ofSeconds(3));
    }

    private Duration delay(long now) {
        return Duration.ofNanos(backoff.nextCheckAt(now) - now);
    }
}
