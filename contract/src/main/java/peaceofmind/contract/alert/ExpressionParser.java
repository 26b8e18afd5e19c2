// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.alert;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses conditions that are written in one line. */
final class ExpressionParser {

    private static final String SERIES = "([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{[^}]*})?)";
    private static final Pattern ABSENT = Pattern.compile("absent\\(\\s*" + SERIES + "\\s*\\)");
    private static final Pattern EITHER =
            Pattern.compile("\\(\\s*" + SERIES + " or on \\(instance\\) " + SERIES + "\\s*\\)(.*)");
    private static final Pattern VALUE_CONDITION = Pattern.compile("(time\\(\\)\\s*-\\s*)?" + SERIES
            + "(\\s*-\\s*time\\(\\))?\\s*(<=|<|>=|>|==|!=)\\s*(-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)");

    private ExpressionParser() {}

    static Expression parse(String text) {
        int andIndex = text.indexOf(" and on (instance) ");
        if (andIndex >= 0) {
            return new Expression.And(
                    parseValueCondition(text.substring(0, andIndex)),
                    parseValueCondition(text.substring(andIndex + " and on (instance) ".length())));
        }
        Matcher either = EITHER.matcher(text.strip());
        if (either.matches()) {
            if (parseValueCondition(either.group(1) + either.group(3)) instanceof Expression.Threshold first) {
                return new Expression.Threshold(
                        first.selector(),
                        Optional.of(Selector.parse(either.group(2))),
                        first.comparison(),
                        first.limit());
            }
            throw new IllegalArgumentException(
                    "\"" + text + "\": only a plain series can have another one in its place");
        }
        Matcher absent = ABSENT.matcher(text.strip());
        return absent.matches() ? new Expression.Absent(Selector.parse(absent.group(1))) : parseValueCondition(text);
    }

    private static Expression.ValueCondition parseValueCondition(String text) {
        Matcher matcher = VALUE_CONDITION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not a condition such as recorder_up == 0 or time() - some_timestamp_seconds > 3600");
        }
        Selector selector = Selector.parse(matcher.group(2));
        Comparison comparison = Comparison.parse(matcher.group(4)).orElseThrow();
        double limit = Double.parseDouble(matcher.group(5));
        boolean isAge = matcher.group(1) != null;
        boolean isUntil = matcher.group(3) != null;
        if (isAge && isUntil) {
            throw new IllegalArgumentException("\"" + text + "\" contains time() twice");
        }
        return isAge
                ? new Expression.Age(selector, comparison, limit)
                : isUntil
                        ? new Expression.Until(selector, comparison, limit)
                        : new Expression.Threshold(selector, Optional.empty(), comparison, limit);
    }
}
