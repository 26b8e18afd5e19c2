// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.report.SeriesHistory.HistoryValue;
import peaceofmind.contract.report.TimeRanges.TimeRange;

/**
 * When somebody watched: from the history, in which nothing is stored while the device is off, and from how far back the journal goes. Gaps
 * shorter than two buckets of the history are not noticed.
 */
final class ObservedTime {

    /** Collected whenever the agent runs; 0 while the watchdog does not respond. */
    private static final String WATCHDOG = "peace_watchdog_up";

    private static final Duration MIN_STEP = Duration.ofMinutes(15);

    /**
     * What is known.
     *
     * @param unobserved within the month
     * @param gaps for people
     */
    record Coverage(TimeRanges unobserved, List<String> gaps) {}

    private ObservedTime() {}

    static Coverage of(ReportSources sources, Instant from, Instant to, ReportTimes times) throws IOException {
        List<TimeRange> missing = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        Optional<Event> first = sources.events().stream().findFirst();
        Instant journalStart = first.map(Event::time).orElse(to);
        boolean isTruncated = first.filter(event -> event.sequence() > 0).isPresent();
        if (journalStart.isAfter(from)) {
            missing.add(new TimeRange(from, earliest(journalStart, to)));
            gaps.add(
                    first.isEmpty()
                            ? "The watchdog's journal has no events: nothing is known of incidents."
                            : "Nothing is known from before " + times.format(journalStart) + ": "
                                    + (isTruncated
                                            ? "the journal has no earlier events any more."
                                            : "the journal starts then."));
        }
        List<HistoryValue> values = sources.history().values(WATCHDOG, from, to).stream()
                .findFirst()
                .orElse(List.of());
        if (values.isEmpty()) {
            gaps.add("There is no history of this month: when the device was off is not known.");
            return new Coverage(TimeRanges.of(missing), gaps);
        }
        // What is left beside a longer one that is named already is none.
        TimeRanges holes = TimeRanges.of(holes(values, from, to).without(TimeRanges.of(missing)).ranges().stream()
                .filter(hole -> Duration.between(hole.from(), hole.to()).compareTo(MIN_STEP) >= 0)
                .toList());
        holes.ranges()
                .forEach(hole ->
                        gaps.add("Nobody watched from " + times.format(hole.from()) + " to " + times.format(hole.to())
                                + " (" + ReportTimes.format(Duration.between(hole.from(), hole.to())) + ")."));
        missing.addAll(holes.ranges());
        return new Coverage(TimeRanges.of(missing), gaps);
    }

    private static TimeRanges holes(List<HistoryValue> values, Instant from, Instant to) {
        Duration step = step(values);
        List<TimeRange> holes = new ArrayList<>();
        Instant covered = from;
        for (HistoryValue value : values) {
            if (isHole(covered, value.at(), step)) {
                holes.add(new TimeRange(covered, value.at()));
            }
            covered = value.at().plus(step);
            if (value.max() == 0) {
                holes.add(new TimeRange(value.at(), earliest(covered, to)));
            }
        }
        if (isHole(covered, to, step)) {
            holes.add(new TimeRange(covered, to));
        }
        return TimeRanges.of(holes);
    }

    private static boolean isHole(Instant covered, Instant next, Duration step) {
        return Duration.between(covered, next).compareTo(step) > 0;
    }

    /** The usual distance of two values: older ones are coarser. */
    private static Duration step(List<HistoryValue> values) {
        List<Duration> distances = new ArrayList<>();
        for (int i = 1; i < values.size(); i++) {
            distances.add(Duration.between(values.get(i - 1).at(), values.get(i).at()));
        }
        distances.sort(null);
        Duration median = distances.isEmpty() ? MIN_STEP : distances.get(distances.size() / 2);
        return median.compareTo(MIN_STEP) < 0 ? MIN_STEP : median;
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
