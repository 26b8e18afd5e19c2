// SPDX-License-Identifier: Apache-2.0
package peaceofmind.metrics.collect;

import java.util.List;
import java.util.function.Supplier;
import peaceofmind.metrics.Family;

/** Metrics that a feature of the agent provides about itself, without depending on collectors. */
public record SuppliedCollector(String name, Supplier<List<Family>> families) implements Collector {

    @Override
    public Collected collect() {
        return Collected.of(families.get());
    }
}
