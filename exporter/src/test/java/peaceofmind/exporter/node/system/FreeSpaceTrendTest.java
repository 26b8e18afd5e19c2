// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class FreeSpaceTrendTest {

    private final FreeSpaceTrend trend = new FreeSpaceTrend();
    private long nanos = -5;

    @Test
    void aShrinkingDiskIsFullWhenTheLineReachesZero() {
        // 1 MB a minute, with some noise from recordings.
        for (int minute = 0; minute < 60; minute++) {
            observe(100e6 - minute * 1e6 + (minute % 2) * 1e5);
        }
        assertThat(trend.fullInSeconds().orElseThrow()).isCloseTo(41 * 60, Percentage.withPercentage(3));
    }

    @Test
    void thereIsNoPredictionWithTooFewObservations() {
        for (int minute = 0; minute < 30; minute++) {
            observe(100e6 - minute * 1e6);
        }
        assertThat(trend.fullInSeconds()).isEmpty();
    }

    @Test
    void aDiskWhoseSpaceGrowsOrStaysConstantIsNeverFull() {
        for (int minute = 0; minute < 60; minute++) {
            observe(100e6);
        }
        assertThat(trend.fullInSeconds()).isEmpty();
        for (int minute = 0; minute < 60; minute++) {
            observe(100e6 + minute);
        }
        assertThat(trend.fullInSeconds()).isEmpty();
    }

    @Test
    void oldObservationsAreIgnored() {
        for (int minute = 0; minute < 12 * 60 + 5; minute++) {
            observe(minute < 6 * 60 ? 1e9 - minute * 1e6 : 600e6);
        }
        assertThat(trend.fullInSeconds())
                .as("it shrank, but not in the last six hours")
                .isEmpty();
    }

    private void observe(double bytes) {
        trend.observe(nanos, bytes);
        // A second observation within the minute is ignored.
        trend.observe(nanos + 1, 0);
        nanos += Duration.ofMinutes(1).toNanos();
    }
}
