// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reason of an outage as the value of a label. Each value is a series of its own, at every receiver and in the history: what differs
 * between two attempts (times, sizes, and the numbers and ids in the receiver's own message) is left out. The log has the whole reason.
 */
public final class ProblemLabel {

    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?( ?(Z\\b|[+-]\\d\\d:?\\d\\d))?");
    private static final Pattern SIZE = Pattern.compile("\\b\\d[\\d.,]*\\s?(bytes?|B|[kKMG]i?B)\\b");

    /** What follows the status, as {@link HttpResponses} quotes it. */
    private static final Pattern QUOTED = Pattern.compile("\\((\\d{3})\\): ");

    private static final Pattern WORD_WITH_DIGIT = Pattern.compile("[\\w.:,-]*\\d[\\w.:,-]*");

    private ProblemLabel() {}

    /** The same value for the same reason, whenever it occurs. */
    public static String of(String reason) {
        String stable = SIZE.matcher(TIME.matcher(reason).replaceAll("…")).replaceAll("… $1");
        Matcher quoted = QUOTED.matcher(stable);
        return quoted.find()
                ? stable.substring(0, quoted.end())
                        + WORD_WITH_DIGIT
                                .matcher(stable.substring(quoted.end()))
                                .replaceAll("…")
                : stable;
    }
}
