// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.util.ArrayList;
import java.util.List;
import peaceofmind.contract.event.ServicePhrase;

/** Judges the watchdog and the services that it watches. */
final class WatchJudge {

    private static final String RESTART_IT =
            "Restart the watchdog: sudo systemctl restart recorder-watchdog (step 3 of the runbook).";

    private WatchJudge() {}

    /** Never empty. */
    static List<HealthFinding> judge(DeviceSnapshot snapshot) {
        if (snapshot.watchdog().value().isEmpty()) {
            return withoutWatchdog(snapshot);
        }
        WatchdogStatus watchdog = snapshot.watchdog().value().get();
        if (watchdog.rebootUnderWay()) {
            return List.of(new HealthFinding(
                    HealthComponent.WATCHDOG,
                    HealthComponent.WATCHDOG.word(),
                    HealthLevel.DEGRADED,
                    true,
                    "The device is rebooting.",
                    "Wait three minutes. If it stays silent after that, see step 4 of the runbook."));
        }
        List<HealthFinding> findings = new ArrayList<>();
        for (ServiceReport service : watchdog.services()) {
            findings.add(new ServiceJudge(snapshot, watchdog, service).judge());
        }
        findings.add(watchdog(watchdog));
        return findings;
    }

    private static List<HealthFinding> withoutWatchdog(DeviceSnapshot snapshot) {
        if (!snapshot.program().isPackagedRecorder()) {
            return List.of(HealthFinding.of(
                    HealthComponent.WATCHDOG,
                    HealthLevel.DOWN,
                    "The watchdog does not answer: nobody watches "
                            + ServicePhrase.within(snapshot.program().name()) + ". Needs you: see step 3.",
                    RESTART_IT));
        } else if (snapshot.recorder().value().isEmpty()) {
            return List.of(HealthFinding.of(
                    HealthComponent.WATCHDOG,
                    HealthLevel.DOWN,
                    "Neither the recorder nor the watchdog answers. Needs you: see step 3.",
                    RESTART_IT));
        }
        RecorderStatus recorder = snapshot.recorder().value().get();
        HealthFinding unwatched = HealthFinding.degraded(
                HealthComponent.WATCHDOG, "The watchdog does not answer: nobody watches the recorder.", RESTART_IT);
        HealthFinding itself = recorder.isError()
                ? ServiceJudge.error("recorder", recorder.error().orElse("it reports an error"))
                : ServiceJudge.partlyRecording("recorder", recorder)
                        .orElse(new HealthFinding(HealthComponent.SERVICE, "recorder", HealthLevel.UP, false, "", ""));
        return List.of(itself, unwatched);
    }

    private static HealthFinding watchdog(WatchdogStatus watchdog) {
        if (watchdog.dryRun()) {
            return HealthFinding.degraded(
                    HealthComponent.WATCHDOG,
                    "The watchdog only observes: it is configured to do nothing.",
                    "Set watchdog.dry_run to false in /etc/peace/peace.yaml and restart recorder-watchdog.");
        } else if (watchdog.holds().isEmpty()) {
            return HealthFinding.up(HealthComponent.WATCHDOG);
        }
        HoldReport hold = watchdog.holds().getFirst();
        String why = hold.why().isBlank() ? "" : " (" + hold.why() + ")";
        return HealthFinding.degraded(
                HealthComponent.WATCHDOG,
                "On hold for " + HealthPhrases.time(hold.left()) + why + ": nothing is restarted.",
                "The hold expires automatically. End it now if the work is done: peace release.");
    }
}
