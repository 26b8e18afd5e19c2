// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics.spool;

import java.util.List;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * The samples of one collection.
 *
 * @param sequence increases by one with each block, also across restarts
 * @param samples never empty; all with the same time
 */
public record SpoolBlock(long sequence, List<SeriesSample> samples) {

    public SpoolBlock {
        samples = List.copyOf(samples);
    }

    public long timeMillis() {
        return samples.getFirst().timeMillis();
    }
}
