package peaceofmind.metrics.collect;

import java.util.List;
import java.util.function.Supplier;
import peaceofmind.metrics.Family;

/** A feature of the agent that tells how it is, without knowing collectors. */
public record SuppliedCollector(String name, Supplier<List<Family>> families) implements Collector {

    @Override
    public Collected collect() {
        return Collected.of(families.get());
    }
}
