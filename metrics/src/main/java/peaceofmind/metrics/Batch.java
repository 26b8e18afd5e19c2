// SPDX-License-Identifier: Apache-2.0
package peaceofmind.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All metrics of one collection; immutable.
 *
 * @param timestamp wall-clock time of the collection, in milliseconds: the timestamp of every sample
 * @param families in the order of their collectors; names are unique
 */
public record Batch(Instant timestamp, List<Family> families) {

    public Batch {
        families = List.copyOf(families);
    }

    /** Merges families with the same name into one, with the type and help of the first. */
    public static Batch merged(Instant timestamp, List<Family> families) {
        Map<String, Family> byName = new LinkedHashMap<>();
        for (Family family : families) {
            byName.merge(family.name(), family, (first, second) -> {
                List<Family.Sample> samples = new ArrayList<>(first.samples());
                samples.addAll(second.samples());
                return new Family(first.name(), first.type(), first.help(), samples);
            });
        }
        return new Batch(timestamp, List.copyOf(byName.values()));
    }
}
