package peaceofmind.acceptance.bench;

import java.util.Locale;

/**
 * What a figure may be at most. A worst-case budget holds for every value, any other one for the median.
 *
 * @param limit in the figure's unit
 */
record Budget(double limit, boolean appliesToMaximum) {

    static Budget atMost(double limit) {
        return new Budget(limit, false);
    }

    /** For promises that say "always". */
    static Budget alwaysAtMost(double limit) {
        return new Budget(limit, true);
    }

    boolean isMet(double median, double largest) {
        return (appliesToMaximum ? largest : median) <= limit;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "<= %.4g", limit);
    }
}
