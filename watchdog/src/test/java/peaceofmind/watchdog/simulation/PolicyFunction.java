// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import peaceofmind.watchdog.policy.Decision;
import peaceofmind.watchdog.policy.Observation;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.State;

/** The policy, or a wrong one that the checker must catch. */
interface PolicyFunction {
    Decision decide(Observation observation, State state, Policy policy);
}
