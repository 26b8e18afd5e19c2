// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import peaceofmind.metrics.Series;

/** Past values of series, for the charts. */
@FunctionalInterface
public interface HistorySource {

    /** The values of a series within one time bucket, which starts at {@code at}. */
    record ChartPoint(Instant at, double min, double average, double max) {}

    /** The points of a series between two times, oldest first, at most {@code maxPoints}; empty when there is no data. */
    List<ChartPoint> query(Series series, Instant from, Instant to, int maxPoints) throws IOException;
}
