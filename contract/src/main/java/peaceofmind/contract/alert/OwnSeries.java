// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.alert;

import java.util.List;
import java.util.stream.Stream;
import peaceofmind.contract.alert.Expression.Absent;
import peaceofmind.contract.alert.Expression.Age;
import peaceofmind.contract.alert.Expression.And;
import peaceofmind.contract.alert.Expression.Threshold;
import peaceofmind.contract.alert.Expression.Until;
import peaceofmind.contract.alert.Expression.ValueCondition;
import peaceofmind.contract.alert.Expression.Vanished;
import peaceofmind.contract.alert.Selector.LabelMatcher;

/**
 * Restricts conditions to what devices say themselves. On a server, only a label distinguishes a device's own series from those that it has
 * scraped from other programs: the agent adds it to each scraped series that it ships, whatever that series is called.
 */
public final class OwnSeries {

    /** The label of each scraped series that a device ships, with the value {@link #SCRAPED_VALUE}; no other series has it. */
    public static final String SCRAPED_LABEL = "peace_scraped";

    public static final String SCRAPED_VALUE = "true";

    private OwnSeries() {}

    /** The selector as text, without scraped series. */
    static String selector(String metric) {
        return of(new Selector(metric, List.of())).toString();
    }

    static Selector of(Selector selector) {
        return new Selector(
                selector.metric(),
                Stream.concat(selector.matchers().stream(), Stream.of(new LabelMatcher(SCRAPED_LABEL, true, "")))
                        .toList());
    }

    static Expression of(Expression expression) {
        return switch (expression) {
            case ValueCondition condition -> of(condition);
            case And both -> new And(of(both.left()), of(both.right()));
            case Absent absent -> new Absent(of(absent.selector()));
            case Vanished vanished -> new Vanished(of(vanished.selector()), vanished.lookback());
        };
    }

    private static ValueCondition of(ValueCondition condition) {
        return switch (condition) {
            case Threshold threshold ->
                new Threshold(
                        of(threshold.selector()),
                        threshold.fallback().map(OwnSeries::of),
                        threshold.comparison(),
                        threshold.limit());
            case Age age -> new Age(of(age.selector()), age.comparison(), age.limit());
            case Until until -> new Until(of(until.selector()), until.comparison(), until.limit());
        };
    }
}
