// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.secret;

/**
 * A text of which a pattern may read only a limited number of characters, repeated ones included: an expression such as {@code (a+)+b}
 * would otherwise try for years.
 */
final class StepLimitedText implements CharSequence {

    /** Backtracking within the bounds of the built-in patterns needs far less. */
    private static final long MAX_STEPS_PER_CHARACTER = 300;

    private static final long MIN_LIMIT = 20_000;

    private final String text;
    private final long maxSteps;
    private long steps;

    StepLimitedText(String text) {
        this.text = text;
        this.maxSteps = Math.max(MIN_LIMIT, text.length() * MAX_STEPS_PER_CHARACTER);
    }

    /** Characters read so far. */
    long steps() {
        return steps;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (++steps > maxSteps) {
            throw new TooManySteps();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }

    /** The limit is reached. */
    static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super("a pattern takes too many steps", null, false, false);
        }
    }
}
