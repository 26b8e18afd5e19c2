// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peaceofmind.recorder.upload.UploadLimits.QuietHours;
import peaceofmind.testkit.FakeClock;

class UploadLimitsTest {

    private final FakeClock clock = new FakeClock();

    @ParameterizedTest
    @CsvSource({
        "18:00-22:00,17:59,false",
        "18:00-22:00,18:00,true",
        "18:00-22:00,22:00,false",
        "22:00-06:00,23:30,true",
        "22:00-06:00,05:59,true",
        "22:00-06:00,06:00,false",
        "22:00-06:00,12:00,false"
    })
    void quietHoursCanCrossMidnight(String hours, String time, boolean quiet) {
        assertThat(QuietHours.parse(hours).orElseThrow().contains(LocalTime.parse(time)))
                .isEqualTo(quiet);
    }

    @Test
    void theRateIsKeptAndAPauseIsNotMadeUpForByABurst() throws Exception {
        UploadLimits limits = new UploadLimits(
                new UploadLimits.Config(100_000, Optional.empty(), false), clock, ZoneId.of("UTC"), () -> true);
        Instant start = clock.now();
        for (int n = 0; n < 101; n++) {
            limits.pace(10_000);
        }
        assertThat(Duration.between(start, clock.now())).isEqualTo(Duration.ofSeconds(10));
        clock.advance(Duration.ofHours(1));
        Instant afterPause = clock.now();
        for (int n = 0; n < 11; n++) {
            limits.pace(10_000);
        }
        assertThat(Duration.between(afterPause, clock.now())).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void speedAndTimeLeftIgnoreWhatAnEarlierAttemptSent() {
        UploadMeter meter = new UploadMeter(10_000_000, clock);
        assertThat(meter.progress("a").bytesPerSecond()).isEmpty();
        meter.update(5_000_000);
        for (int second = 1; second <= 4; second++) {
            clock.advance(Duration.ofSeconds(1));
            meter.update(5_000_000 + second * 500_000);
        }
        UploadProgress progress = meter.progress("a");
        assertThat(progress.sentBytes()).isEqualTo(7_000_000);
        assertThat(progress.bytesPerSecond()).contains(500_000L);
        assertThat(progress.timeLeft()).contains(Duration.ofSeconds(6));
        clock.advance(Duration.ofMinutes(10));
        assertThat(meter.progress("a").bytesPerSecond().orElseThrow())
                .as("an upload that hangs slows down")
                .isLessThan(4000);
    }
}
