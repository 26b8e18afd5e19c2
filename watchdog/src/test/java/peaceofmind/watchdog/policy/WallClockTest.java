// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;
import peaceofmind.testkit.FakeClock;

/**
 * From the file to the decision, on a device whose wall clock jumps: the program stamps its heartbeats with that clock, the
 * real reader reads them, and the policy decides.
 */
final class WallClockTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private final PolicyScenario scenario = new PolicyScenario(PolicyScenario.defaultPolicy());
    private Path file = Path.of("");
    private HeartbeatReader reader = new HeartbeatReader(file, Optional.empty(), clock::nanoTime);
    private int beats;

    @BeforeEach
    void beating() throws IOException {
        file = folder.resolve("heartbeat.json");
        reader = new HeartbeatReader(file, Optional.empty(), clock::nanoTime);
        for (int second = 0; second < 5; second++) {
            beat();
            tick();
        }
    }

    /** As a program does that knows only the wall clock. */
    private void beat() throws IOException {
        beats++;
        Files.writeString(file, """
                {"timestamp":"%s","state":"recording","uptime_seconds":%d}
                """.formatted(clock.now(), beats));
    }

    private Decision tick() {
        clock.advance(Duration.ofSeconds(1));
        HeartbeatReading reading = reader.read();
        boolean changed =
                reading instanceof HeartbeatReading.Present && reading.age().isZero();
        return scenario.withHeartbeat(changed ? PolicyScenario.BEAT : PolicyScenario.NO_BEAT)
                .tick();
    }

    private long ticksUntilOrder() {
        for (long second = 1; second <= 100; second++) {
            if (!tick().orders().isEmpty()) {
                return second;
            }
        }
        return 101;
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H", "P7300D", "P-7300D", "PT31S", "PT-31S"})
    void aFrozenServiceIsRestartedAfterThirtySecondsWhereverTheClockJumps(String jump) {
        clock.stepWall(Duration.parse(jump));
        assertThat(ticksUntilOrder()).isEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H", "P7300D", "P-7300D", "PT31S", "PT-31S"})
    void aBeatingServiceIsLeftAloneWhereverTheClockJumps(String jump) throws IOException {
        clock.stepWall(Duration.parse(jump));
        for (int second = 0; second < 100; second++) {
            beat();
            tick();
        }
        assertThat(scenario.orders()).isEmpty();
    }

    @Test
    void aClockThatJumpsEachSecondHidesNoFreeze() {
        for (long second = 1; second < 30; second++) {
            clock.stepWall(Duration.ofHours(second % 2 == 0 ? 1 : -1));
            assertThat(tick().orders()).isEmpty();
        }
        assertThat(tick().orders()).isNotEmpty();
    }

    @Test
    void aClockThatJumpsEachSecondRestartsNothingThatBeats() throws IOException {
        for (int second = 0; second < 100; second++) {
            clock.stepWall(Duration.ofDays(second % 2 == 0 ? 3650 : -3650));
            beat();
            tick();
        }
        assertThat(scenario.orders()).isEmpty();
    }

    /** The timestamp stays the same, the uptime does not. */
    @Test
    void aClockThatStandsStillRestartsNothingThatBeats() throws IOException {
        for (int second = 0; second < 100; second++) {
            clock.stepWall(Duration.ofSeconds(-1));
            beat();
            tick();
        }
        assertThat(scenario.orders()).isEmpty();
    }
}
