// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import peaceofmind.heartbeat.json.JsonException;

final class EventTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @ParameterizedTest
    @EnumSource
    void eachKindIsReadBackAsItWasWritten(EventKind kind) throws JsonException {
        Event event =
                new Event(7, NOON, kind, Optional.of("recorder"), "because", Optional.of(Duration.ofMillis(38_250)));
        assertThat(Event.parse(event.toJson().toJson())).isEqualTo(event);
        assertThat(EventKind.parse(kind.word())).contains(kind);
    }

    @Test
    void anEventOfAnOlderJournalHasNoTimeSinceTheLastBeat() throws JsonException {
        Event event = Event.parse(
                "{\"sequence\":3,\"time\":\"2026-11-25T12:00:00Z\",\"kind\":\"stale\",\"service\":\"recorder\",\"reason\":\"x\"}");
        assertThat(event.sinceGoodBeat()).isEmpty();
        assertThat(event.kind()).isEqualTo(EventKind.STALE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e300", "\"soon\"", "null"})
    void aLengthThatCannotBeIsNone(String seconds) throws JsonException {
        Event event =
                Event.parse("{\"sequence\":3,\"time\":\"2026-11-25T12:00:00Z\",\"kind\":\"stale\",\"reason\":\"x\","
                        + "\"since_good_beat_seconds\":" + seconds + "}");
        assertThat(event.sinceGoodBeat()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"time\":\"2026-11-25T12:00:00Z\",\"kind\":\"stale\"}",
                "{\"sequence\":3,\"kind\":\"stale\"}",
                "{\"sequence\":3,\"time\":\"noon\",\"kind\":\"stale\"}",
                "{\"sequence\":3,\"time\":\"2026-11-25T12:00:00Z\",\"kind\":\"of_a_later_version\"}",
                "[]"
            })
    void whatIsNoEventIsRefused(String text) {
        assertThatThrownBy(() -> Event.parse(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void whoAskedForItIsSeenFromItsReason() {
        Event automatic = new Event(1, NOON, EventKind.REBOOT, Optional.empty(), "reboot: recorder: no heartbeat");
        Event requested = new Event(2, NOON, EventKind.REBOOT, Optional.empty(), "reboot: asked for by pat");
        assertThat(automatic.isRequested()).isFalse();
        assertThat(requested.isRequested()).isTrue();
    }
}
