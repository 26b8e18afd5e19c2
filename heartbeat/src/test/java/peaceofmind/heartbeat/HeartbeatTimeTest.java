// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeartbeatTimeTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void aTimeWithoutOffsetIsLocalTimeOfTheWriter() {
        HeartbeatTime time = HeartbeatTime.parse("2026-11-23T21:34:59.154115").orElseThrow();
        assertThat(time.offset()).isEmpty();
        assertThat(time.toInstant(BERLIN)).isEqualTo(Instant.parse("2026-11-23T20:34:59.154115Z"));
        assertThat(time).hasToString("2026-11-23T21:34:59.154115");
    }

    @Test
    void aTimeWithOffsetMeansTheSameInEveryZone() {
        HeartbeatTime time = HeartbeatTime.parse("2026-11-23T21:34:59+01:00").orElseThrow();
        assertThat(time.offset()).contains(ZoneOffset.ofHours(1));
        assertThat(time.toInstant(BERLIN)).isEqualTo(time.toInstant(ZoneOffset.UTC));
        assertThat(time).hasToString("2026-11-23T21:34:59+01:00");
    }

    @Test
    void aUtcTimeRoundTrips() {
        HeartbeatTime time = HeartbeatTime.utc(Instant.parse("2026-11-23T21:34:59.5Z"));
        assertThat(time).hasToString("2026-11-23T21:34:59.5Z");
        assertThat(HeartbeatTime.parse(time.toString())).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-11-23",
                "21:34:59",
                "2026-13-01T00:00:00",
                "2026-11-23 21:34:59",
                "1795466099",
                "2026-11-23T21:34:59Zx"
            })
    void anythingElseIsNotATime(String text) {
        assertThat(HeartbeatTime.parse(text)).isEmpty();
    }
}
