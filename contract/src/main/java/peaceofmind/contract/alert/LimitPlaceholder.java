// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.alert;

import java.time.Duration;
import peaceofmind.contract.alert.Expression.Threshold;
import peaceofmind.contract.alert.Expression.ValueCondition;

/** Inserts a rule's limit into its summary, in a readable unit: a configured limit is shown instead of the default. */
final class LimitPlaceholder {

    /** Replaced by the limit. */
    static final String PLACEHOLDER = "{limit}";

    private LimitPlaceholder() {}

    static String fill(String text, Expression expression) {
        return expression instanceof ValueCondition condition && text.contains(PLACEHOLDER)
                ? text.replace(PLACEHOLDER, formatLimit(condition))
                : text;
    }

    private static String formatLimit(ValueCondition condition) {
        String series = condition.selector().metric();
        double limit = condition.limit();
        if (!(condition instanceof Threshold) || series.endsWith("_seconds")) {
            return formatDuration(Duration.ofSeconds(Math.round(limit)));
        } else if (series.endsWith("_bytes")) {
            return limit < 1e9 ? rounded(limit / 1e6) + " MB" : rounded(limit / 1e9) + " GB";
        } else if (series.endsWith("_celsius")) {
            return rounded(limit) + " °C";
        }
        return rounded(limit * 100) + " %";
    }

    private static String formatDuration(Duration duration) {
        if (duration.compareTo(Duration.ofDays(2)) >= 0) {
            return duration.toDays() + " days";
        }
        return duration.compareTo(Duration.ofHours(2)) >= 0
                ? duration.toHours() + " hours"
                : duration.toMinutes() + " min";
    }

    private static String rounded(double value) {
        return Expression.formatNumber(Math.round(value * 10) / 10.0);
    }
}
