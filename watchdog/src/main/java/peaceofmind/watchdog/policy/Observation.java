package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.List;

/**
 * All that is known at one look.
 *
 * @param sinceLast monotonic time since the look before; zero at the first
 * @param services one sight of each configured service
 * @param finishedOrders orders to services that ended since the look before
 * @param requests what operators asked for since then
 */
public record Observation(
        DeviceTime time,
        String bootId,
        Duration sinceLast,
        List<ServiceObservation> services,
        List<OrderResult> finishedOrders,
        List<OperatorRequest> requests) {

    public Observation {
        services = List.copyOf(services);
        finishedOrders = List.copyOf(finishedOrders);
        requests = List.copyOf(requests);
    }
}
