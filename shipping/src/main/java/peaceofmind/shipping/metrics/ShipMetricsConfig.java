// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigSection;

/** The key {@code metrics} of the section {@code ship}: any number of destinations, none by default. */
public record ShipMetricsConfig(List<DestinationConfig> destinations) {

    /** Name of the section. */
    public static final String SECTION = "ship";

    /** Reads the section; mistakes are recorded in the document. */
    public static ShipMetricsConfig read(ConfigDocument document) {
        List<DestinationConfig> destinations = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigSection item : document.section(SECTION).sections("metrics")) {
            DestinationConfig destination = DestinationConfig.read(item, destinations.size() + 1);
            if (!names.add(destination.name())) {
                item.addProblem("name", "two destinations are named \"" + destination.name() + "\"");
            }
            destinations.add(destination);
        }
        return new ShipMetricsConfig(List.copyOf(destinations));
    }
}
