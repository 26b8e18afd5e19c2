package peaceofmind.acceptance.bench;

import java.util.Locale;

/**
 * What a figure may be at most. A worst-case budget holds for every value, any other one for the median.
 *
 * @param most in the figure's unit
 */
record Budget(double most, boolean worst) {

    static Budget atMost(double most) {
        return new Budget(most, false);
    }

    /** For promises that say "always". */
    static Budget alwaysAtMost(double most) {
        return new Budget(most, true);
    }

    boolean isMet(double median, double largest) {
        return (worst ? largest : median) <= most;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "<= %.4g", most);
    }
}
