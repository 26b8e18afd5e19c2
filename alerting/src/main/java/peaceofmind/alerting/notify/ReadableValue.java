// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.alerting.Alert;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Comparison;
import peaceofmind.contract.alert.Expression;

/** Formats measured values for people: 84.5 °C, 4.9 GB, 23 min. */
final class ReadableValue {

    private ReadableValue() {}

    /** The measured value; empty where it adds nothing to the summary, such as the 0 of {@code recorder_up}. */
    static Optional<String> of(Alert alert) {
        if (alert.value().isEmpty()) {
            return Optional.of("no data");
        }
        return isBoolean(alert.rule())
                ? Optional.empty()
                : Optional.of(format(alert.rule(), alert.value().get()));
    }

    /** The limit that was crossed; empty where there is none. */
    static Optional<String> limit(AlertRule rule) {
        return rule.expression() instanceof Expression.ValueCondition measured && !isBoolean(rule)
                ? Optional.of(format(rule, measured.limit()))
                : Optional.empty();
    }

    static boolean isBoolean(AlertRule rule) {
        return switch (rule.expression()) {
            case Expression.ValueCondition measured -> measured.comparison() == Comparison.EQUAL;
            case Expression.And _, Expression.Absent _, Expression.Vanished _ -> true;
        };
    }

    static String format(AlertRule rule, double value) {
        String metric = rule.expression().selector().metric();
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        } else if (rule.expression() instanceof Expression.Age || rule.expression() instanceof Expression.Until) {
            return duration(value);
        } else if (metric.endsWith("_bytes")) {
            return bytes(value);
        } else if (metric.endsWith("_celsius")) {
            return rounded(value) + " °C";
        } else if (metric.endsWith("_ratio") || metric.contains("_rate")) {
            return rounded(value * 100) + " %";
        }
        return metric.endsWith("_seconds") ? duration(value) : rounded(value);
    }

    private static String bytes(double value) {
        for (int i = 0; i < 4; i++) {
            double unit = Math.pow(1000, 4 - i);
            if (Math.abs(value) >= unit) {
                return rounded(value / unit) + " " + "TGMk".charAt(i) + "B";
            }
        }
        return rounded(value) + " B";
    }

    private static String duration(double seconds) {
        Duration duration = Duration.ofSeconds(Math.round(Math.abs(seconds)));
        return seconds < 0
                ? MessageTemplate.formatDuration(duration) + " ago"
                : MessageTemplate.formatDuration(duration);
    }

    private static String rounded(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
