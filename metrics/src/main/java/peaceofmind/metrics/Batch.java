package peaceofmind.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that was collected at one moment; immutable.
 *
 * @param at wall-clock time of the collection, to the millisecond: the time stamp of every sample
 * @param families in the order of their collectors; a name stands in one family only
 */
public record Batch(Instant at, List<Family> families) {

    public Batch {
        families = List.copyOf(families);
    }

    /** A batch of families of which several may have the same name: they become one, with the first one's type and help. */
    public static Batch merged(Instant at, List<Family> families) {
        Map<String, Family> byName = new LinkedHashMap<>();
        for (Family family : families) {
            byName.merge(family.name(), family, (one, other) -> {
                List<Family.Sample> samples = new ArrayList<>(one.samples());
                samples.addAll(other.samples());
                return new Family(one.name(), one.type(), one.help(), samples);
            });
        }
        return new Batch(at, List.copyOf(byName.values()));
    }
}
