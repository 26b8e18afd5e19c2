// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * The observed state of a service.
 *
 * @param heartbeatAge time since the heartbeat file changed, if that is known; counts at the first tick only, before which the policy has
 *     observed no beat
 * @param runId a name for this run of its main process, another one after each start; empty when none runs
 * @param beatenInRun the last heartbeat is known to be by the main process of this run
 */
public record ServiceObservation(
        String service,
        HeartbeatObservation heartbeat,
        Optional<Duration> heartbeatAge,
        UnitState unit,
        Optional<String> runId,
        boolean beatenInRun) {

    /** Neither the age nor the writer of its heartbeat is known. */
    public ServiceObservation(String service, HeartbeatObservation heartbeat, UnitState unit, Optional<String> runId) {
        this(service, heartbeat, Optional.empty(), unit, runId, false);
    }
}
