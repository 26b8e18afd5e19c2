// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.testkit.FakeClock;

class RecordingGrowthTest {

    private final FakeClock clock = new FakeClock();
    private final RecordingGrowth growth = new RecordingGrowth(clock::nanoTime);

    private void beat(Object active, String bytes) throws JsonException {
        growth.observe(Optional.of(
                Heartbeat.parse("{\"timestamp\":\"2026-01-01T00:00:00Z\",\"state\":\"recording\",\"recording_active\":"
                        + active + bytes + "}")));
        clock.advance(Duration.ofSeconds(1));
    }

    @Test
    void aGrowingVideoIsNotStalled() throws JsonException {
        for (int second = 0; second < 100; second++) {
            beat(true, ",\"recording_bytes\":" + 1000 * second);
        }
        assertThat(growth.stalledSeconds()).contains(1.0);
    }

    @Test
    void stalledTimeCountsFromTheLastByteAndRestartsWithANewFile() throws JsonException {
        beat(true, ",\"recording_bytes\":5000");
        for (int second = 0; second < 69; second++) {
            beat(true, ",\"recording_bytes\":5000");
        }
        assertThat(growth.stalledSeconds()).contains(70.0);
        beat(true, ",\"recording_bytes\":40");
        assertThat(growth.stalledSeconds()).contains(1.0);
    }

    @Test
    void aStepOfTheWallClockIsNotAStall() throws JsonException {
        beat(true, ",\"recording_bytes\":5000");
        clock.stepWall(Duration.ofHours(2));
        assertThat(growth.stalledSeconds()).contains(1.0);
    }

    @Test
    void stalledTimeIsAbsentWhileNotRecordingOrIfTheSizeIsUnknown() throws JsonException {
        beat(false, ",\"recording_bytes\":5000");
        assertThat(growth.stalledSeconds()).isEmpty();
        beat(true, "");
        assertThat(growth.stalledSeconds()).isEmpty();
        growth.observe(Optional.empty());
        assertThat(growth.stalledSeconds()).isEmpty();
    }
}
