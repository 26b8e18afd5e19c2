// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The input of one evaluation.
 *
 * @param sinceLast monotonic time since the previous observation; zero for the first
 * @param services an observation of each configured service
 * @param finishedOrders results of orders to services since the previous observation
 * @param requests requests of operators since the previous observation
 * @param saveError why the history could not be saved when that was last tried; empty if it was saved
 */
public record Observation(
        DeviceTime time,
        String bootId,
        Duration sinceLast,
        List<ServiceObservation> services,
        List<OrderResult> finishedOrders,
        List<OperatorRequest> requests,
        Optional<String> saveError) {

    public Observation {
        services = List.copyOf(services);
        finishedOrders = List.copyOf(finishedOrders);
        requests = List.copyOf(requests);
    }

    /** With a history that could be saved. */
    public Observation(
            DeviceTime time,
            String bootId,
            Duration sinceLast,
            List<ServiceObservation> services,
            List<OrderResult> finishedOrders,
            List<OperatorRequest> requests) {
        this(time, bootId, sinceLast, services, finishedOrders, requests, Optional.empty());
    }
}
