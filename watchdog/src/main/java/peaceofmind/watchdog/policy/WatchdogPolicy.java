// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;

/**
 * Decides what to do: a pure function of observation, state and configuration.
 *
 * <p>A service without a beat for its limit is restarted, at once and for as long as that helps; when restarts fail, the device is
 * rebooted, within a budget that counts across boots; when that is spent, restarts continue at long intervals. What an operator stopped or holds is left alone. The
 * network is no part of it.
 */
public final class WatchdogPolicy {

    /** A longer gap between two ticks means that the watchdog did not run; the rest of it says nothing about a service. */
    static final Duration MAX_TICK = Duration.ofSeconds(2);

    private WatchdogPolicy() {}

    /** Called about once a second. */
    public static Decision decide(Observation observation, State state, Policy policy) {
        PolicyEvaluation evaluation = new PolicyEvaluation(observation, state, policy);
        detectBoot(evaluation, state);
        assumeIncidents(evaluation);
        for (ServiceEvaluation service : evaluation.services()) {
            service.observe(evaluation.elapsed());
        }
        // After the observation: the time up to it still belongs to the hold.
        expireHolds(evaluation);
        OperatorRequestHandler.handleAll(evaluation);
        if (evaluation.reboot().isPresent()) {
            RebootSteps.advance(evaluation);
        } else {
            for (ServiceEvaluation service : evaluation.services()) {
                // A reboot affects every service: nothing else is started then.
                if (evaluation.reboot().isEmpty()) {
                    service.evaluate();
                }
            }
        }
        return evaluation.decision();
    }

    private static void detectBoot(PolicyEvaluation evaluation, State state) {
        String current = evaluation.observation().bootId();
        if (!state.history().bootId().equals(current)) {
            evaluation.history(state.history().forBoot(current));
            evaluation.note(EventKind.BOOTED, Optional.empty(), "the device has booted");
        }
    }

    private static void assumeIncidents(PolicyEvaluation evaluation) {
        if (!evaluation.history().incidents().isKnown()) {
            List<String> all =
                    evaluation.services().stream().map(ServiceEvaluation::name).toList();
            evaluation.history(evaluation.history().withIncidents(OpenIncidents.assumed(all)));
        }
    }

    private static void expireHolds(PolicyEvaluation evaluation) {
        Duration now = evaluation.now();
        Duration latest = now.plus(evaluation.policy().device().maxHold());
        for (Hold hold : evaluation.history().holds()) {
            if (hold.until().compareTo(now) <= 0) {
                Holds.finish(evaluation, hold, "its time is over");
            } else if (hold.until().compareTo(latest) > 0) {
                // Only lost powered-on time, or a limit that was lowered since, can make it that long.
                Holds.finish(evaluation, hold, "it would last longer than a hold may");
            }
        }
    }
}
