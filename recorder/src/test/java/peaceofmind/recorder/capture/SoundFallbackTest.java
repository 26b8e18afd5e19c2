// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import peaceofmind.testkit.FakeClock;

class SoundFallbackTest {

    private final FakeClock clock = new FakeClock();
    private final SoundFallback fallback = new SoundFallback(clock);

    @Test
    void soundIsLeftOutForTenMinutesAfterAFailure() {
        assertThat(fallback.isSoundWanted()).isTrue();
        fallback.failedWithSound();
        assertThat(fallback.isSoundWanted()).isFalse();
        clock.advance(Duration.ofMinutes(9));
        assertThat(fallback.isSoundWanted()).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(fallback.isSoundWanted()).as("tried again").isTrue();
    }
}
