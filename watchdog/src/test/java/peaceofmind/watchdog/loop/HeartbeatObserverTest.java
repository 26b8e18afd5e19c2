// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.testkit.FakeClock;
import peaceofmind.watchdog.act.ServiceStatus;
import peaceofmind.watchdog.policy.HeartbeatObservation;
import peaceofmind.watchdog.policy.UnitState;

class HeartbeatObserverTest {

    private static final ServiceStatus RUNNING =
            new ServiceStatus(UnitState.ACTIVE, OptionalLong.empty(), Optional.of("run-1"), "active (running)");

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();

    /** A device without a battery-backed clock boots in the past: the file that its last boot left is no beat of this one. */
    @Test
    void aFileFromTheFutureIsNoBeatUntilItChanges() throws IOException {
        Path file = folder.resolve("heartbeat.json");
        Files.writeString(file, "{\"timestamp\":\"2096-01-01T00:00:00Z\",\"state\":\"ready\"}");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2096-01-01T00:00:00Z")));
        LivenessObserver observer =
                new HeartbeatObserver(file, Optional.empty(), Duration.ofSeconds(30), (_, _) -> true, clock::nanoTime);
        assertThat(observer.observe(RUNNING).heartbeat()).isInstanceOf(HeartbeatObservation.Unchanged.class);
        clock.advance(Duration.ofSeconds(1));
        Files.writeString(file, "{\"timestamp\":\"2096-01-01T00:00:01Z\",\"state\":\"ready\"}");
        assertThat(observer.observe(RUNNING).heartbeat()).isInstanceOf(HeartbeatObservation.Beat.class);
    }
}
