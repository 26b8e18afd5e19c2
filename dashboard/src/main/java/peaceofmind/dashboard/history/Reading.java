package peaceofmind.dashboard.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Answers a query from the tier whose step fits it; what that one no longer knows comes from coarser ones, what not yet, from finer. */
final class Reading {

    private final Rings rings;

    Reading(Rings rings) {
        this.rings = rings;
    }

    /** The samples of a series between two moments in milliseconds since 1970, to be shown as that many points. */
    List<Sample> samples(long id, long from, long to, int points) throws IOException {
        int fitting = 0;
        long width = (to - from) / points;
        while (fitting + 1 < rings.count() && rings.tier(fitting + 1).step().toMillis() <= width) {
            fitting++;
        }
        List<Sample> found = new ArrayList<>(rings.read(fitting, id, from, to));
        long first = earliest(found, to + 1);
        long end = end(found, fitting, from);
        for (int coarser = fitting + 1; coarser < rings.count() && first > from; coarser++) {
            // A coarser stretch that reaches into what is known already would count twice.
            long step = rings.tier(coarser).step().toMillis();
            List<Sample> older = rings.read(coarser, id, from, first - step);
            found.addAll(older);
            end = Math.max(end, end(older, coarser, from));
            first = earliest(older, first);
        }
        for (int finer = fitting - 1; finer >= 0 && end <= to; finer--) {
            List<Sample> newer = rings.read(finer, id, end, to);
            found.addAll(newer);
            end = Math.max(end, end(newer, finer, end));
        }
        return found;
    }

    private static long earliest(List<Sample> samples, long none) {
        return samples.stream().mapToLong(Sample::at).min().orElse(none);
    }

    private long end(List<Sample> samples, int tier, long none) {
        long step = rings.tier(tier).step().toMillis();
        return samples.stream()
                .mapToLong(sample -> tier == 0 ? sample.at() + 1 : sample.at() + step)
                .max()
                .orElse(none);
    }
}
