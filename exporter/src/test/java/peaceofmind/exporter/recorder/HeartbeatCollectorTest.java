// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peaceofmind.exporter.process.ProcessTimes;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.collect.Collector.Collected;
import peaceofmind.testkit.FakeClock;

/** Up is what beats: not what once did, and not only what can be read. */
final class HeartbeatCollectorTest {

    @TempDir
    private Path folder;

    private final FakeClock clock = new FakeClock();
    private Path file = Path.of("");
    private int beats;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("heartbeat.json");
    }

    @Test
    void aRecorderThatDiedBeforeTheAgentStartedIsNeverUp() throws IOException {
        write("{\"timestamp\":\"2026-01-01T00:00:00Z\",\"state\":\"ready\"}");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(600)));
        HeartbeatCollector collector = collector();
        for (int second = 0; second < 60; second++) {
            assertThat(value(polled(collector), "recorder_up")).isZero();
        }
        assertThat(value(polled(collector), "recorder_heartbeat_age_seconds")).isGreaterThan(600);
        beat();
        assertThat(value(polled(collector), "recorder_up")).isEqualTo(1);
    }

    @Test
    void whatTheHeartbeatDoesNotSayAboutTheRecordingIsAbsent() throws IOException {
        write(
                "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"state\":\"recording\",\"frame_rate\":24.9,\"frames_dropped\":3,"
                        + "\"picture_black_seconds\":400}");
        Collected collected = polled(collector());
        assertThat(value(collected, "recorder_frame_rate")).isEqualTo(24.9);
        assertThat(value(collected, "recorder_frames_dropped_total")).isEqualTo(3);
        assertThat(value(collected, "recorder_picture_black_seconds")).isEqualTo(400);
        assertThat(collected.families())
                .extracting(Family::name)
                .doesNotContain(
                        "recorder_picture_frozen_seconds", "recorder_audio_level_dbfs", "recorder_encoder_speed_ratio");
    }

    @Test
    void aFileDatedInTheFutureIsUpOnlyOnceItChanges() throws IOException {
        write("{\"timestamp\":\"2099-01-01T00:00:00Z\",\"state\":\"ready\"}");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2099-01-01T00:00:00Z")));
        HeartbeatCollector collector = collector();
        assertThat(value(polled(collector), "recorder_up")).isZero();
        beat();
        assertThat(value(polled(collector), "recorder_up")).isEqualTo(1);
    }

    @Test
    void aHeartbeatThatCannotBeReadIsUpAndReportedOnceThatLasts() throws IOException {
        beat();
        HeartbeatCollector collector = collector();
        polled(collector);
        for (int second = 0; second < 30; second++) {
            write("{\"fps\":NaN,\"n\":" + beats++ + "}");
            Collected collected = polled(collector);
            assertThat(collected.problem()).isEmpty();
            assertThat(value(collected, "recorder_up")).isEqualTo(1);
            assertThat(collected.families()).extracting(Family::name).contains("recorder_state");
        }
        write("{\"fps\":NaN,\"n\":" + beats++ + "}");
        Collected collected = polled(collector);
        assertThat(collected.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("is not a heartbeat"));
        assertThat(value(collected, "recorder_up")).isEqualTo(1);
        assertThat(collected.families())
                .extracting(Family::name)
                .containsExactly("recorder_up", "recorder_heartbeat_age_seconds");
    }

    @Test
    void aRefusedHeartbeatIsReportedAtOnce() throws IOException {
        beat();
        HeartbeatCollector collector = collector(Optional.of("somebody-else"));
        Collected collected = polled(collector);
        assertThat(collected.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("somebody-else"));
        assertThat(value(collected, "recorder_up")).isZero();
    }

    private HeartbeatCollector collector() {
        return collector(Optional.empty());
    }

    private HeartbeatCollector collector(Optional<String> owner) {
        return new HeartbeatCollector(
                new HeartbeatReader(file, owner, clock::nanoTime),
                Duration.ofSeconds(30),
                clock::nanoTime,
                new ProcessTimes(Clock.system()));
    }

    private Collected polled(HeartbeatCollector collector) throws IOException {
        clock.advance(Duration.ofSeconds(1));
        collector.poll();
        return collector.collect();
    }

    private void beat() throws IOException {
        write("{\"timestamp\":\"2026-01-01T00:00:00Z\",\"state\":\"ready\",\"sequence\":" + beats++ + "}");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private static double value(Collected collected, String family) {
        return collected.families().stream()
                .filter(candidate -> candidate.name().equals(family))
                .findFirst()
                .orElseThrow()
                .samples()
                .getFirst()
                .value();
    }
}
