// SPDX-License-Identifier: Apache-2.0
package peaceofmind.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All metrics of one collection; immutable. What the device measured and what other programs claim are kept apart, whatever their names
 * are: a scraped page must not speak for the device.
 *
 * @param timestamp wall-clock time of the collection, in milliseconds: the timestamp of every sample
 * @param families the device's own, in the order of their collectors; names are unique. Includes {@code up} of each scraped target, since
 *     that is the agent's statement
 * @param scraped what the scraped targets expose, one element per target
 */
public record Batch(Instant timestamp, List<Family> families, List<ScrapedFamilies> scraped) {

    public Batch {
        families = List.copyOf(families);
        scraped = List.copyOf(scraped);
    }

    /** A batch without scraped targets. */
    public Batch(Instant timestamp, List<Family> families) {
        this(timestamp, families, List.of());
    }

    /** What the targets with this job expose; a name can occur once per target. */
    public List<Family> scrapedFrom(String job) {
        return scraped.stream()
                .filter(target -> target.job().equals(job))
                .flatMap(target -> target.families().stream())
                .toList();
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
