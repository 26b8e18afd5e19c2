package peaceofmind.shipping.metrics.spool;

import java.util.List;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * What was taken from one collection.
 *
 * @param sequence one more than that of the block before, also across restarts
 * @param samples never empty; all of the same time
 */
public record SpoolBlock(long sequence, List<SeriesSample> samples) {

    public SpoolBlock {
        samples = List.copyOf(samples);
    }

    public long timeMillis() {
        return samples.getFirst().timeMillis();
    }
}
