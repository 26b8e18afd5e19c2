package peaceofmind.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that was collected at one moment; immutable.
 *
 * @param timestamp wall-clock time of the collection, to the millisecond: the time stamp of every sample
 * @param families in the order of their collectors; a name stands in one family only
 */
public record Batch(Instant timestamp, List<Family> families) {

    public Batch {
        families = List.copyOf(families);
    }

    /** A batch of families of which several may have the same name: they become one, with the first one's type and help. */
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
