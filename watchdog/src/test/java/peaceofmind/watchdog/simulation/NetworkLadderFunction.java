// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import peaceofmind.watchdog.policy.NetworkDecision;
import peaceofmind.watchdog.policy.NetworkHistory;
import peaceofmind.watchdog.policy.NetworkObservation;
import peaceofmind.watchdog.policy.NetworkPolicy;
import peaceofmind.watchdog.policy.NetworkState;

/** The ladder of network repairs, or a wrong one that the checker must catch. */
interface NetworkLadderFunction {
    NetworkDecision decide(
            NetworkObservation observation, NetworkState state, NetworkHistory history, NetworkPolicy policy);
}
