package peaceofmind.contract.alert;

import java.time.Duration;
import peaceofmind.contract.alert.Expression.Measured;
import peaceofmind.contract.alert.Expression.Threshold;

/** Puts a rule's limit into its sentence, in a unit that people use: a limit that a configuration changed is told as it is. */
final class LimitWords {

    /** Stands for the limit. */
    static final String PLACE = "{limit}";

    private LimitWords() {}

    static String fill(String text, Expression expression) {
        return expression instanceof Measured measured && text.contains(PLACE)
                ? text.replace(PLACE, words(measured))
                : text;
    }

    private static String words(Measured condition) {
        String series = condition.selector().metric();
        double limit = condition.limit();
        if (!(condition instanceof Threshold) || series.endsWith("_seconds")) {
            return length(Duration.ofSeconds(Math.round(limit)));
        } else if (series.endsWith("_bytes")) {
            return limit < 1e9 ? rounded(limit / 1e6) + " MB" : rounded(limit / 1e9) + " GB";
        } else if (series.endsWith("_celsius")) {
            return rounded(limit) + " °C";
        }
        return rounded(limit * 100) + " %";
    }

    private static String length(Duration length) {
        if (length.compareTo(Duration.ofDays(2)) >= 0) {
            return length.toDays() + " days";
        }
        return length.compareTo(Duration.ofHours(2)) >= 0 ? length.toHours() + " hours" : length.toMinutes() + " min";
    }

    private static String rounded(double value) {
        return Expression.number(Math.round(value * 10) / 10.0);
    }
}
