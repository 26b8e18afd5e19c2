// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.service.RecorderState;

/** What a person sees, over time: each letter is a quarter of a second. */
class PanelLightsTest {

    private static final Duration STEP = Duration.ofMillis(250);

    @ParameterizedTest
    @CsvSource({
        "BOOTING, WxWxWxWxWxWx",
        "READY, GGGGGGGGGGGG",
        "RECORDING, GxGxGxGxGxGx",
        "ENDS_IN_120, GxGxGxGxGxOx",
        "ENDS_IN_60, GxOxGxOxGxOx",
        "ENDS_IN_30, OxOxOxOxOxOx",
        "PROCESSING, OOOOOOOOOOOO",
        "ERROR, RxRxRxRxRxRx"
    })
    void everyStateHasItsPattern(PanelState state, String seen) {
        assertThat(seen(lights(Duration.ZERO), new PanelView(state, false, false), 12))
                .isEqualTo(seen);
    }

    @ParameterizedTest
    @CsvSource({
        "BOOTING, , BOOTING",
        "READY, , READY",
        "RECORDING, , RECORDING",
        "RECORDING, 600, RECORDING",
        "RECORDING, 121, RECORDING",
        "RECORDING, 120, ENDS_IN_120",
        "RECORDING, 61, ENDS_IN_120",
        "RECORDING, 60, ENDS_IN_60",
        "RECORDING, 31, ENDS_IN_60",
        "RECORDING, 30, ENDS_IN_30",
        "RECORDING, 0, ENDS_IN_30",
        "PROCESSING, , PROCESSING",
        "ERROR, 20, ERROR"
    })
    void warningsComeAtTwoMinutesOneMinuteAndHalfAMinute(RecorderState state, @Nullable Long left, PanelState shown) {
        assertThat(PanelState.of(state, Optional.ofNullable(left).map(Duration::ofSeconds)))
                .isEqualTo(shown);
    }

    @ParameterizedTest
    @EnumSource(PanelState.class)
    void whatIsPublishedIsWhatTheLightsShow(PanelState state) {
        PanelLights lights = lights(Duration.ofMillis(500));
        PanelView view = new PanelView(state, true, false);
        JsonObject published = lights.toJson(view);

        assertThat(published.text("state")).contains(state.key());
        // The page has only this to show the same.
        LightPattern pattern =
                LightPattern.parse(published.text("pattern").orElseThrow()).orElseThrow();
        PanelLights again = new PanelLights(
                Map.of(state, pattern),
                seconds(published.number("step_seconds").orElseThrow()),
                seconds(published.number("pause_seconds").orElseThrow()));
        assertThat(published.bool("white")).contains(state != PanelState.BOOTING);
        assertThat(published.bool("blue")).contains(false);
        assertThat(seen(again, view, 40)).isEqualTo(seen(lights, view, 40));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    @Test
    void networkAndUploadHaveLightsOfTheirOwn() {
        PanelLights lights = lights(Duration.ZERO);
        assertThat(lights.on(new PanelView(PanelState.READY, true, true), Duration.ZERO))
                .containsExactlyInAnyOrder(Light.GREEN, Light.WHITE, Light.BLUE);
        assertThat(lights.on(new PanelView(PanelState.ERROR, true, false), STEP))
                .containsExactly(Light.WHITE);
        assertThat(lights.on(new PanelView(PanelState.BOOTING, true, true), STEP))
                .as("white blinks while it starts")
                .isEmpty();
    }

    @Test
    void aPauseFollowsThePatternAndNeverInterruptsASteadyLight() {
        PanelLights lights = lights(STEP.multipliedBy(2));
        assertThat(seen(lights, new PanelView(PanelState.RECORDING, false, false), 12))
                .isEqualTo("GxxxGxxxGxxx");
        assertThat(seen(lights, new PanelView(PanelState.READY, false, false), 6))
                .isEqualTo("GGGGGG");
    }

    @Test
    void theNextChangeIsAwaitedAndNotPolled() {
        PanelLights lights = lights(Duration.ofMillis(400));
        PanelView recording = new PanelView(PanelState.RECORDING, false, false);
        assertThat(lights.untilChange(recording, Duration.ZERO)).isEqualTo(STEP);
        assertThat(lights.untilChange(recording, Duration.ofMillis(260))).isEqualTo(Duration.ofMillis(240));
        assertThat(lights.untilChange(recording, Duration.ofMillis(500))).isEqualTo(Duration.ofMillis(400));
        assertThat(lights.untilChange(recording, Duration.ofMillis(899))).isEqualTo(Duration.ofMillis(1));
        assertThat(lights.untilChange(recording, Duration.ofMillis(900))).isEqualTo(STEP);
    }

    private static String seen(PanelLights lights, PanelView view, int steps) {
        StringBuilder seen = new StringBuilder();
        for (int step = 0; step < steps; step++) {
            Set<Light> on = lights.on(view, STEP.multipliedBy(step).plusMillis(1));
            seen.append(on.isEmpty() ? "x" : on.iterator().next().name().substring(0, 1));
        }
        return seen.toString();
    }

    private static PanelLights lights(Duration pause) {
        Map<PanelState, LightPattern> patterns = new EnumMap<>(PanelState.class);
        for (PanelState state : PanelState.values()) {
            patterns.put(state, LightPattern.parse(state.defaultPattern()).orElseThrow());
        }
        return new PanelLights(patterns, STEP, pause);
    }
}
