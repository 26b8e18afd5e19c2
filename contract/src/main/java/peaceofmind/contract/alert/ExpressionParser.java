package peaceofmind.contract.alert;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the conditions that can be written down in one line. */
final class ExpressionParser {

    private static final String SERIES = "([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{[^}]*})?)";
    private static final Pattern ABSENT = Pattern.compile("absent\\(\\s*" + SERIES + "\\s*\\)");
    private static final Pattern MEASURED = Pattern.compile("(time\\(\\)\\s*-\\s*)?" + SERIES
            + "(\\s*-\\s*time\\(\\))?\\s*(<=|<|>=|>|==|!=)\\s*(-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)");

    private ExpressionParser() {}

    static Expression parse(String text) {
        int both = text.indexOf(" and on (instance) ");
        if (both >= 0) {
            return new Expression.Both(
                    measured(text.substring(0, both)), measured(text.substring(both + " and on (instance) ".length())));
        }
        Matcher absent = ABSENT.matcher(text.strip());
        return absent.matches() ? new Expression.Absent(Selector.parse(absent.group(1))) : measured(text);
    }

    private static Expression.Measured measured(String text) {
        Matcher matcher = MEASURED.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is no condition such as recorder_up == 0 or time() - some_timestamp_seconds > 3600");
        }
        Selector selector = Selector.parse(matcher.group(2));
        Comparison comparison = Comparison.parse(matcher.group(4)).orElseThrow();
        double limit = Double.parseDouble(matcher.group(5));
        boolean since = matcher.group(1) != null;
        boolean until = matcher.group(3) != null;
        if (since && until) {
            throw new IllegalArgumentException("\"" + text + "\" has time() twice");
        }
        return since
                ? new Expression.Age(selector, comparison, limit)
                : until
                        ? new Expression.Until(selector, comparison, limit)
                        : new Expression.Threshold(selector, comparison, limit);
    }
}
