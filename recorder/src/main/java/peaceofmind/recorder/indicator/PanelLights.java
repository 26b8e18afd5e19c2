// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * Which lights are on at which moment. Pure.
 *
 * @param patterns one for each state
 * @param step how long each step lasts, more than zero
 * @param pause darkness between two rounds of a pattern that changes
 */
public record PanelLights(Map<PanelState, LightPattern> patterns, Duration step, Duration pause) {

    private static final LightPattern DARK = new LightPattern(List.of(Set.of()));

    public PanelLights {
        patterns = Map.copyOf(patterns);
    }

    /** What the lights show, with all that is needed to show the same elsewhere; times in seconds. */
    JsonObject toJson(PanelView view) {
        boolean started = view.state() != PanelState.BOOTING;
        return Json.object()
                .put("state", view.state().key())
                .put("pattern", patterns.getOrDefault(view.state(), DARK).text())
                .put("step_seconds", step.toMillis() / 1000.0)
                .put("pause_seconds", pause.toMillis() / 1000.0)
                .put("white", started && view.online())
                .put("blue", started && view.uploading())
                .build();
    }

    /**
     * The lights that are on.
     *
     * @param sinceShown time since this state is shown: each pattern starts with its first step
     */
    Set<Light> on(PanelView view, Duration sinceShown) {
        EnumSet<Light> on = EnumSet.noneOf(Light.class);
        on.addAll(pattern(view.state(), sinceShown));
        if (view.state() != PanelState.BOOTING) {
            if (view.online()) {
                on.add(Light.WHITE);
            }
            if (view.uploading()) {
                on.add(Light.BLUE);
            }
        }
        return on;
    }

    private Set<Light> pattern(PanelState state, Duration sinceShown) {
        LightPattern pattern = patterns.getOrDefault(state, DARK);
        int index = (int) (positionNanos(pattern, sinceShown) / step.toNanos());
        return pattern.isSteady() || index < pattern.steps().size()
                ? pattern.steps().get(pattern.isSteady() ? 0 : index)
                : Set.of();
    }

    private long positionNanos(LightPattern pattern, Duration sinceShown) {
        long round = step.toNanos() * pattern.steps().size() + pause.toNanos();
        return Math.floorMod(sinceShown.toNanos(), round);
    }

    /** Time until the lights can change, unless another state is shown: at most {@link #step} or {@link #pause}, more than zero. */
    Duration untilChange(PanelView view, Duration sinceShown) {
        LightPattern pattern = patterns.getOrDefault(view.state(), DARK);
        long position = positionNanos(pattern, sinceShown);
        long lit = step.toNanos() * pattern.steps().size();
        return Duration.ofNanos(
                position >= lit ? lit + pause.toNanos() - position : step.toNanos() - position % step.toNanos());
    }
}
