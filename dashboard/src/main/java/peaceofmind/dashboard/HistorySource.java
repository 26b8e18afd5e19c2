package peaceofmind.dashboard;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import peaceofmind.metrics.Series;

/** What was measured before: the charts' source. */
@FunctionalInterface
public interface HistorySource {

    /** A stretch of time: its beginning, and what was measured in it. */
    record ChartPoint(Instant at, double min, double average, double max) {}

    /** The points of a series between two moments, oldest first, at most so many; empty when nothing is known. */
    List<ChartPoint> query(Series series, Instant from, Instant to, int maxPoints) throws IOException;
}
