// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;

/** Passes each batch to every destination. Destinations are independent: an outage of one does not affect the others. */
public final class MetricShipper implements BatchConsumer, AutoCloseable {

    private final List<Destination> destinations;

    MetricShipper(List<Destination> destinations) {
        this.destinations = List.copyOf(destinations);
    }

    /** Starts a sender per destination. */
    public static MetricShipper start(ShipMetricsConfig config, DeviceConfig device, ShippingContext context) {
        Map<String, String> labels = Map.of(
                "instance", device.name(),
                "customer", device.customer(),
                "location", device.location());
        List<Destination> destinations = new ArrayList<>();
        config.destinations().forEach(destination -> destinations.add(Destination.start(destination, labels, context)));
        return new MetricShipper(destinations);
    }

    @Override
    public String name() {
        return "metric shipping";
    }

    @Override
    public void accept(Batch batch) {
        destinations.forEach(destination -> destination.accept(batch));
    }

    /** Metrics about shipping. */
    public ShipMetricsCollector collector() {
        return new ShipMetricsCollector(
                destinations.stream().map(Destination::sender).toList());
    }

    /** Spills unsent samples to disk and stops. */
    @Override
    public void close() {
        destinations.forEach(Destination::close);
    }
}
