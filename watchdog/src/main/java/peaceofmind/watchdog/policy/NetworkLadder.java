// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

/**
 * Decides about repairs of the network: a pure function, like {@link WatchdogPolicy}. It never restarts a service. A reboot must be
 * switched on, and is then only requested: the limits of every automatic reboot apply to it.
 *
 * <p>A rung is ordered only while a fresh reading shows a fault of this device's own interface and nothing above it works, for long
 * enough, without a hold, a person or a recent change, within a budget that is on the disk. One at a time; each gets time to help.
 */
public final class NetworkLadder {

    private NetworkLadder() {}

    /** Called about once a second. */
    public static NetworkDecision decide(
            NetworkObservation observation, NetworkState state, NetworkHistory history, NetworkPolicy policy) {
        NetworkEvaluation evaluation = new NetworkEvaluation(observation, state, history, policy);
        evaluation.observe();
        evaluation.finishRung();
        evaluation.noteOutage();
        evaluation.climb();
        return evaluation.decision();
    }
}
