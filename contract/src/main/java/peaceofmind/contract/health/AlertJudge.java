// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peaceofmind.contract.alert.Severity;

/** Makes findings of firing alerts. An alert that a component's own finding covers is left out: the finding says more. */
final class AlertJudge {

    /** Alerts that say the same as a component's own finding. */
    static final Map<HealthComponent, Set<String>> SAME_AS = Map.of(
            HealthComponent.SERVICE,
            Set.of(
                    "ServiceDown",
                    "RecorderError",
                    "NoCamera",
                    "RecordingStalled",
                    "WatchdogGaveUp",
                    "StartsAgainAndAgain"),
            HealthComponent.WATCHDOG,
            Set.of("WatchdogDown"),
            HealthComponent.DISK,
            Set.of("DiskSpaceLow", "DiskSpaceShrinking", "DiskFullSoon"),
            HealthComponent.DEVICE,
            Set.of("HighTemperature", "UnderVoltage", "Throttled"),
            HealthComponent.NETWORK,
            Set.of("InternetDown", "NetworkDown"),
            HealthComponent.SHIPPING,
            Set.of("ShippingStopped"));

    private AlertJudge() {}

    /** @param others what was found without the alerts */
    static List<HealthFinding> judge(List<FiringAlert> alerts, List<HealthFinding> others) {
        List<HealthFinding> findings = new ArrayList<>();
        for (FiringAlert alert : alerts) {
            boolean isCovered = others.stream()
                    .anyMatch(other -> !other.isUp()
                            && SAME_AS.getOrDefault(other.component(), Set.of()).contains(alert.name()));
            if (!isCovered) {
                findings.add(new HealthFinding(
                        HealthComponent.ALERT,
                        alert.name(),
                        level(alert.severity()),
                        false,
                        HealthPhrases.sentence(alert.summary()),
                        alert.whatToDo()));
            }
        }
        return findings;
    }

    /** What is only worth knowing does not make a device unwell. */
    private static HealthLevel level(Severity severity) {
        return switch (severity) {
            case CRITICAL -> HealthLevel.DOWN;
            case WARNING -> HealthLevel.DEGRADED;
            case INFO -> HealthLevel.UP;
        };
    }
}
