// SPDX-License-Identifier: Apache-2.0
package peaceofmind.acceptance.bench;

import java.util.Locale;

/**
 * The limit of a result: for its median, or for every value of it.
 *
 * @param limit in the unit of the result
 * @param appliesToMaximum whether every value must be within the limit
 */
record Budget(double limit, boolean appliesToMaximum) {

    static Budget atMost(double limit) {
        return new Budget(limit, false);
    }

    /** For guarantees that must hold every time. */
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
