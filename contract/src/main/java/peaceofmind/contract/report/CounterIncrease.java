// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import peaceofmind.contract.report.SeriesHistory.HistoryValue;

/** By how much counters grew within a month. */
final class CounterIncrease {

    /** The value at the start is the last one before it; a device that was off for longer starts with its first value. */
    private static final Duration MAX_AGE_AT_START = Duration.ofDays(2);

    private CounterIncrease() {}

    /** Empty when nothing is known of that counter. */
    static OptionalLong of(SeriesHistory history, String metric, Instant from, Instant to) throws IOException {
        double sum = 0;
        boolean isKnown = false;
        for (List<HistoryValue> values : history.values(metric, from.minus(MAX_AGE_AT_START), to)) {
            double increase = increase(values, from);
            isKnown |= values.stream().anyMatch(value -> !value.at().isBefore(from));
            sum += increase;
        }
        return isKnown ? OptionalLong.of(Math.round(sum)) : OptionalLong.empty();
    }

    /** A value that is smaller than the one before it is that of a counter that started again at 0. */
    private static double increase(List<HistoryValue> values, Instant from) {
        double sum = 0;
        double previous = Double.NaN;
        for (HistoryValue value : values) {
            if (!value.at().isBefore(from)) {
                double start = Double.isNaN(previous) ? value.min() : previous;
                sum += value.min() < start ? value.max() : value.max() - start;
            }
            previous = value.max();
        }
        return sum;
    }
}
