// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.alert.Severity;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * How a device is.
 *
 * @param level of its worst finding
 * @param inProgress its worst finding is being put right, or was asked for: wait
 * @param sentence one to three short sentences
 * @param nextStep for the owner; empty when there is nothing to do
 * @param findings one of each component that was judged, more of services and alerts, by {@link HealthComponent}
 */
public record DeviceHealth(
        HealthLevel level, boolean inProgress, String sentence, String nextStep, List<HealthFinding> findings) {

    public DeviceHealth {
        findings = List.copyOf(findings);
    }

    /** Judges a snapshot: of several findings, the worst speaks, and the others are counted. */
    public static DeviceHealth of(DeviceSnapshot snapshot) {
        List<HealthFinding> findings = new ArrayList<>(WatchJudge.judge(snapshot));
        findings.addAll(PartsJudge.judge(snapshot));
        snapshot.alerts().value().ifPresent(alerts -> findings.addAll(AlertJudge.judge(alerts, List.copyOf(findings))));
        findings.sort(Comparator.comparing(HealthFinding::component));
        HealthFinding worst = worst(findings);
        if (worst.isUp()) {
            return well(snapshot, findings);
        }
        return new DeviceHealth(
                worst.level(), worst.inProgress(), sentence(snapshot, worst, findings), worst.nextStep(), findings);
    }

    /** Of equally bad ones, the one of the first component. */
    private static HealthFinding worst(List<HealthFinding> findings) {
        HealthFinding worst = findings.getFirst();
        for (HealthFinding finding : findings) {
            worst = finding.level().isWorseThan(worst.level()) ? finding : worst;
        }
        return worst;
    }

    private static DeviceHealth well(DeviceSnapshot snapshot, List<HealthFinding> findings) {
        Optional<FiringAlert> aside = snapshot.alerts().value().orElse(List.of()).stream()
                .filter(alert -> alert.severity() == Severity.INFO)
                .findFirst();
        String more = aside.map(alert -> " "
                        + HealthPhrases.sentence(
                                alert.summary() + " (" + HealthPhrases.clock(snapshot, alert.since()) + ")"))
                .orElse("");
        return new DeviceHealth(
                HealthLevel.UP,
                false,
                "All is well. " + HealthPhrases.activity(snapshot) + more,
                aside.map(FiringAlert::whatToDo).orElse(""),
                findings);
    }

    private static String sentence(DeviceSnapshot snapshot, HealthFinding worst, List<HealthFinding> findings) {
        long others = findings.stream()
                .filter(finding -> !finding.isUp() && !finding.equals(worst))
                .count();
        String more = others == 0
                ? ""
                : others == 1 ? " One more finding needs attention." : " " + others + " more findings need attention.";
        boolean works = worst.level() == HealthLevel.DEGRADED
                && findings.stream()
                        .allMatch(finding -> finding.component() != HealthComponent.SERVICE || finding.isUp());
        return worst.sentence() + more + (works ? " " + HealthPhrases.activity(snapshot) : "");
    }

    /** The worst finding of a component; empty when it was not judged. */
    public Optional<HealthFinding> of(HealthComponent component) {
        return findings.stream()
                .filter(finding -> finding.component() == component)
                .max(Comparator.comparing(HealthFinding::level));
    }

    /** What was found of a service. */
    public Optional<HealthFinding> ofService(String name) {
        return findings.stream()
                .filter(finding -> finding.component() == HealthComponent.SERVICE)
                .filter(finding -> finding.subject().equals(name))
                .findFirst();
    }

    public JsonObject toJson() {
        return Json.object()
                .put("level", level.word())
                .put("in_progress", inProgress)
                .put("sentence", sentence)
                .put("next_step", nextStep)
                .put("findings", findings.stream().map(HealthFinding::toJson).toList())
                .build();
    }
}
