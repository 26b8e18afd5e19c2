// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.heartbeat.json.JsonException;

final class HeartbeatTest {

    /** Files written by the existing recorder. */
    @ParameterizedTest
    @CsvSource({
        "ready, ready, 101.89409303665161, false",
        "recording, recording, 3.6671500205993652, true",
        "uploading, ready, 1.8097584247589111, false"
    })
    void theSamplesOfTheExistingRecorderAreReadInFull(String sample, String state, double uptime, boolean recording)
            throws Exception {
        Heartbeat heartbeat = Heartbeat.parse(sample(sample));
        assertThat(heartbeat.state()).isEqualTo(state);
        assertThat(heartbeat.timestamp().toString()).startsWith("2026-11-23T21:3");
        assertThat(heartbeat.timestamp().offset()).isEmpty();
        assertThat(heartbeat.uptimeSeconds()).contains(uptime);
        assertThat(heartbeat.recordingActive()).contains(recording);
        assertThat(heartbeat.uploadQueueSize()).hasValue(0);
        assertThat(heartbeat.pid()).hasValue(15103);
        assertThat(heartbeat.errorCount()).hasValue(0);
        assertThat(heartbeat.restartCount()).hasValue(1);
        assertThat(heartbeat.internetConnected()).contains(false);
        assertThat(heartbeat.isError()).isFalse();
        assertThat(Heartbeat.parse(heartbeat.toText())).isEqualTo(heartbeat);
    }

    @Test
    void aHeartbeatIsBuiltMemberByMember() throws JsonException {
        Instant before = Instant.now();
        Heartbeat heartbeat = Heartbeat.of("ready")
                .with("pid", 4711)
                .with("uptime_seconds", 1.5)
                .with("recording_active", true)
                .with("version", "1.2");
        assertThat(heartbeat.state()).isEqualTo("ready");
        assertThat(heartbeat.timestamp().toInstant(ZoneOffset.UTC)).isBetween(before, Instant.now());
        assertThat(heartbeat.pid()).hasValue(4711);
        assertThat(heartbeat.uptimeSeconds()).contains(1.5);
        assertThat(heartbeat.recordingActive()).contains(true);
        assertThat(heartbeat.version()).contains("1.2");
        assertThat(Heartbeat.parse(heartbeat.toText())).isEqualTo(heartbeat);
    }

    @Test
    void withDoesNotChangeTheOriginalHeartbeat() {
        Heartbeat first = Heartbeat.of("ready").with("pid", 1);
        Heartbeat second = first.with("pid", 2);
        assertThat(first.pid()).hasValue(1);
        assertThat(second.pid()).hasValue(2);
        assertThat(second.json().members()).hasSize(3);
    }

    @Test
    void aNumberThatJsonCannotRepresentIsAbsent() throws JsonException {
        Heartbeat heartbeat = Heartbeat.of("ready").with("uptime_seconds", Double.NaN);
        assertThat(heartbeat.uptimeSeconds()).isEmpty();
        assertThat(Heartbeat.parse(heartbeat.toText()).uptimeSeconds()).isEmpty();
    }

    @Test
    void stateAndTimestampCannotContradictTheDocument() {
        Heartbeat heartbeat = Heartbeat.of("ready");
        assertThatThrownBy(() -> heartbeat.with("state", "error")).hasMessageContaining("Heartbeat.of");
        assertThatThrownBy(() -> heartbeat.with("timestamp", "now")).hasMessageContaining("Heartbeat.of");
        assertThatThrownBy(() -> Heartbeat.of(" ")).hasMessageContaining("needs a state");
    }

    @Test
    void onlyTheUploadingSampleNamesAFile() throws Exception {
        assertThat(Heartbeat.parse(sample("uploading")).currentlyUploading())
                .contains("recording_2026-11-23_213558.mp4");
        assertThat(Heartbeat.parse(sample("ready")).currentlyUploading()).isEmpty();
    }

    @Test
    void membersThatTheWriterOmitsAreAbsentAndNeverZero() throws JsonException {
        Heartbeat minimal = Heartbeat.parse("{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":\"error\"}");
        assertThat(minimal.isError()).isTrue();
        assertThat(minimal.uptimeSeconds()).isEmpty();
        assertThat(minimal.recordingActive()).isEmpty();
        assertThat(minimal.uploadQueueSize()).isEmpty();
        assertThat(minimal.pid()).isEmpty();
        assertThat(minimal.errorCount()).isEmpty();
        assertThat(minimal.restartCount()).isEmpty();
        assertThat(minimal.internetConnected()).isEmpty();
        assertThat(minimal.sequence()).isEmpty();
        assertThat(minimal.recordingBytes()).isEmpty();
        assertThat(minimal.version()).isEmpty();
    }

    @Test
    void membersOfAnotherTypeAreAbsentAndUnknownOnesAreKept() throws JsonException {
        Heartbeat heartbeat = Heartbeat.parse(
                "{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":\"napping\",\"pid\":-1,"
                        + "\"sequence\":1.5,\"error_count\":\"3\",\"recording_bytes\":1e99999999999,\"lens\":\"dirty\"}");
        assertThat(heartbeat.state()).isEqualTo("napping");
        assertThat(heartbeat.pid()).isEmpty();
        assertThat(heartbeat.sequence()).isEmpty();
        assertThat(heartbeat.errorCount()).isEmpty();
        assertThat(heartbeat.recordingBytes()).isEmpty();
        assertThat(heartbeat.json().text("lens")).contains("dirty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"timestamp\":\"2026-11-23T21:34:59Z\"}",
                "{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":\" \"}",
                "{\"timestamp\":\"2026-11-23T21:34:59Z\",\"state\":null}",
                "{\"timestamp\":\"yesterday\",\"state\":\"ready\"}",
                "{\"timestamp\":1795466099,\"state\":\"ready\"}"
            })
    void aDocumentWithoutTimestampOrStateIsNotAHeartbeat(String text) {
        assertThatThrownBy(() -> Heartbeat.parse(text)).isInstanceOf(JsonException.class);
    }

    static String sample(String name) throws IOException {
        try (InputStream file = HeartbeatTest.class.getResourceAsStream("/contracts/heartbeat_" + name + ".json")) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
