// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.alert;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The condition of a rule: a subset of PromQL that is small enough to evaluate without a database. {@link Object#toString} returns the
 * form for people; {@link PrometheusRules} generates the one for a server with many devices.
 */
public sealed interface Expression {

    /** The series to evaluate. */
    Selector selector();

    /** Every series that is read, the deciding one first. */
    default List<Selector> selectors() {
        return List.of(selector());
    }

    /**
     * Parses {@code metric{labels} op number}, {@code (metric{labels} or on (instance) metric{labels}) op number},
     * {@code time() - metric{labels} op number}, {@code metric{labels} - time() op number} or {@code absent(metric{labels})}.
     *
     * @throws IllegalArgumentException when it has another form
     */
    static Expression parse(String text) {
        return ExpressionParser.parse(text);
    }

    /** Formats a number without an exponent. */
    static String formatNumber(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    /** A condition on each value of a selector's series. */
    sealed interface ValueCondition extends Expression {

        Comparison comparison();

        double limit();

        /**
         * The quantity that is compared with the limit.
         *
         * @param seconds wall-clock time of the value, in seconds since 1970
         */
        double measure(double value, double seconds);

        /** The same condition with another limit. */
        ValueCondition withLimit(double limit);

        /**
         * The condition as PromQL, applied to an expression instead of the plain series.
         *
         * @param series PromQL for the series, such as the selector itself
         */
        String toPromQl(String series);

        /** The same as PromQL with a function around every selector, such as {@code last_over_time(…[1h])}. */
        default String overEach(UnaryOperator<String> function) {
            String series = selectors().stream()
                    .map(selector -> function.apply(selector.toString()))
                    .collect(Collectors.joining(" or on (instance) "));
            return toPromQl(selectors().size() == 1 ? series : "(" + series + ")");
        }

        default boolean matches(double value, double seconds) {
            return comparison().test(measure(value, seconds), limit());
        }
    }

    /**
     * {@code metric{labels} op number}.
     *
     * @param fallback the series that decides on a device that has none of the first kind
     */
    record Threshold(Selector selector, Optional<Selector> fallback, Comparison comparison, double limit)
            implements ValueCondition {

        @Override
        public List<Selector> selectors() {
            return fallback.map(newLimit -> List.of(selector, newLimit)).orElse(List.of(selector));
        }

        @Override
        public double measure(double value, double seconds) {
            return value;
        }

        @Override
        public Threshold withLimit(double newLimit) {
            return new Threshold(selector, fallback, comparison, newLimit);
        }

        @Override
        public String toPromQl(String series) {
            return series + " " + comparison.symbol() + " " + formatNumber(limit);
        }

        @Override
        public String toString() {
            return overEach(UnaryOperator.identity());
        }
    }

    /** {@code time() - metric{labels} op number}: how long ago a time is, in seconds. */
    record Age(Selector selector, Comparison comparison, double limit) implements ValueCondition {

        @Override
        public double measure(double value, double seconds) {
            return seconds - value;
        }

        @Override
        public Age withLimit(double newLimit) {
            return new Age(selector, comparison, newLimit);
        }

        @Override
        public String toPromQl(String series) {
            return "time() - " + series + " " + comparison.symbol() + " " + formatNumber(limit);
        }

        @Override
        public String toString() {
            return toPromQl(selector.toString());
        }
    }

    /** {@code metric{labels} - time() op number}: how far in the future a time is, in seconds. */
    record Until(Selector selector, Comparison comparison, double limit) implements ValueCondition {

        @Override
        public double measure(double value, double seconds) {
            return value - seconds;
        }

        @Override
        public Until withLimit(double newLimit) {
            return new Until(selector, comparison, newLimit);
        }

        @Override
        public String toPromQl(String series) {
            return series + " - time() " + comparison.symbol() + " " + formatNumber(limit);
        }

        @Override
        public String toString() {
            return toPromQl(selector.toString());
        }
    }

    /** {@code left and on (instance) right}: each series of the first condition, while the second one holds for any series of the device. */
    record And(ValueCondition left, ValueCondition right) implements Expression {

        @Override
        public Selector selector() {
            return left.selector();
        }

        @Override
        public List<Selector> selectors() {
            return List.of(left.selector(), right.selector());
        }

        @Override
        public String toString() {
            return left + " and on (instance) " + right;
        }
    }

    /** {@code absent(metric{labels})}: the device reports other series, but not this one. */
    record Absent(Selector selector) implements Expression {

        @Override
        public String toString() {
            return "absent(" + selector + ")";
        }
    }

    /**
     * A device that no longer reports this series: only a server can detect that.
     *
     * @param lookback how long a device is expected after its last sample
     */
    record Vanished(Selector selector, Duration lookback) implements Expression {

        @Override
        public String toString() {
            return "vanished(" + selector + "[" + lookback.toHours() + "h])";
        }
    }
}
