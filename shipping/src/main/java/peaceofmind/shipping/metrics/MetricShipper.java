package peaceofmind.shipping.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import peaceofmind.foundation.config.DeviceConfig;
import peaceofmind.metrics.Batch;
import peaceofmind.metrics.BatchConsumer;

/** Hands each batch to every destination: they know nothing of one another, and one that is away costs the others nothing. */
public final class MetricShipper implements BatchConsumer, AutoCloseable {

    private final List<Destination> destinations;

    MetricShipper(List<Destination> destinations) {
        this.destinations = List.copyOf(destinations);
    }

    /** Begins to ship. */
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
        return "shipping of metrics";
    }

    @Override
    public void accept(Batch batch) {
        destinations.forEach(destination -> destination.accept(batch));
    }

    /** How it goes, as metrics. */
    public ShipMetricsCollector collector() {
        return new ShipMetricsCollector(
                destinations.stream().map(Destination::sender).toList());
    }

    /** Puts what has not arrived on the disk and ends. */
    @Override
    public void close() {
        destinations.forEach(Destination::close);
    }
}
