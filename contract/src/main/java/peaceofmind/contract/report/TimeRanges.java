// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A set of moments, as ranges that neither overlap nor touch, in their order. */
record TimeRanges(List<TimeRange> ranges) {

    /**
     * The moments from {@code from} on and before {@code to}.
     *
     * @param to not before {@code from}
     */
    record TimeRange(Instant from, Instant to) {

        boolean isEmpty() {
            return !to.isAfter(from);
        }
    }

    TimeRanges {
        ranges = List.copyOf(ranges);
    }

    /** Whatever they are like, empty and overlapping ones included. */
    static TimeRanges of(Collection<TimeRange> any) {
        List<TimeRange> merged = new ArrayList<>();
        any.stream()
                .filter(range -> !range.isEmpty())
                .sorted(Comparator.comparing(TimeRange::from))
                .forEach(range -> {
                    boolean isApart = merged.isEmpty()
                            || range.from().isAfter(merged.getLast().to());
                    if (isApart) {
                        merged.add(range);
                    } else if (range.to().isAfter(merged.getLast().to())) {
                        merged.add(new TimeRange(merged.removeLast().from(), range.to()));
                    }
                });
        return new TimeRanges(merged);
    }

    static TimeRanges of(Instant from, Instant to) {
        return of(List.of(new TimeRange(from, to)));
    }

    TimeRanges and(TimeRanges others) {
        List<TimeRange> all = new ArrayList<>(ranges);
        all.addAll(others.ranges);
        return of(all);
    }

    /** Those moments that are in neither of the others. */
    TimeRanges without(TimeRanges others) {
        List<TimeRange> left = new ArrayList<>();
        for (TimeRange range : ranges) {
            Instant from = range.from();
            for (TimeRange other : others.ranges) {
                if (other.to().isAfter(from) && other.from().isBefore(range.to())) {
                    left.add(new TimeRange(from, latest(from, other.from())));
                    from = latest(from, other.to());
                }
            }
            left.add(new TimeRange(from, latest(from, range.to())));
        }
        return of(left);
    }

    /** Those moments that are in both. */
    TimeRanges within(TimeRanges others) {
        return without(without(others));
    }

    Duration length() {
        return ranges.stream()
                .map(range -> Duration.between(range.from(), range.to()))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
