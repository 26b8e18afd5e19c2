// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a range in the resolution whose step fits it; older data comes from coarser resolutions, the newest from finer ones. */
final class RangeQuery {

    private final RingStore ringStore;

    RangeQuery(RingStore ringStore) {
        this.ringStore = ringStore;
    }

    /** The samples of a series between two times in milliseconds since 1970, for a chart with that many points. */
    List<HistorySample> read(long id, long from, long to, int points) throws IOException {
        int bestFit = 0;
        long width = (to - from) / points;
        while (bestFit + 1 < ringStore.resolutionCount()
                && ringStore.resolution(bestFit + 1).step().toMillis() <= width) {
            bestFit++;
        }
        List<HistorySample> found = new ArrayList<>(ringStore.read(bestFit, id, from, to));
        long first = earliest(found, to + 1);
        long end = end(found, bestFit, from);
        for (int coarser = bestFit + 1; coarser < ringStore.resolutionCount() && first > from; coarser++) {
            // A coarser row that overlaps what was already found would count twice.
            long step = ringStore.resolution(coarser).step().toMillis();
            List<HistorySample> older = ringStore.read(coarser, id, from, first - step);
            found.addAll(older);
            end = Math.max(end, end(older, coarser, from));
            first = earliest(older, first);
        }
        for (int finer = bestFit - 1; finer >= 0 && end <= to; finer--) {
            List<HistorySample> newer = ringStore.read(finer, id, end, to);
            found.addAll(newer);
            end = Math.max(end, end(newer, finer, end));
        }
        return found;
    }

    private static long earliest(List<HistorySample> samples, long fallback) {
        return samples.stream().mapToLong(HistorySample::at).min().orElse(fallback);
    }

    private long end(List<HistorySample> samples, int index, long fallback) {
        long step = ringStore.resolution(index).step().toMillis();
        return samples.stream()
                .mapToLong(sample -> index == 0 ? sample.at() + 1 : sample.at() + step)
                .max()
                .orElse(fallback);
    }
}
