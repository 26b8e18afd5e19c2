// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * What was found of one component.
 *
 * @param subject the service's or alert's name; the component's word where there is only one
 * @param inProgress it is being put right, or was asked for: wait
 * @param sentence one or two sentences; empty for a component that is up and has nothing to say
 * @param nextStep for the owner; empty when there is nothing to do
 */
public record HealthFinding(
        HealthComponent component,
        String subject,
        HealthLevel level,
        boolean inProgress,
        String sentence,
        String nextStep) {

    static HealthFinding up(HealthComponent component) {
        return new HealthFinding(component, component.word(), HealthLevel.UP, false, "", "");
    }

    static HealthFinding of(HealthComponent component, HealthLevel level, String sentence, String nextStep) {
        return new HealthFinding(component, component.word(), level, false, sentence, nextStep);
    }

    static HealthFinding degraded(HealthComponent component, String sentence, String nextStep) {
        return of(component, HealthLevel.DEGRADED, sentence, nextStep);
    }

    boolean isUp() {
        return level == HealthLevel.UP;
    }

    JsonObject toJson() {
        return Json.object()
                .put("component", component.word())
                .put("subject", subject)
                .put("level", level.word())
                .put("in_progress", inProgress)
                .put("sentence", sentence)
                .put("next_step", nextStep)
                .build();
    }
}
