// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides secrets before a line leaves the device: the last matching group of a pattern, or the whole match. */
final class Mask {

    private static final String HIDDEN = "***";

    private static final List<Pattern> DEFAULTS = List.of(
            // https://user:secret@host
            Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]{0,20}://[^\\s:/@]{0,100}:([^\\s/@]{1,300})@"),
            Pattern.compile(
                    "(?i)authorization[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?((?:basic|bearer|digest|token)?\\s{0,3}[^\\s\"',;]{1,4000})"),
            Pattern.compile("(?i)\\bbearer\\s{1,3}([a-z0-9._~+/=-]{8,4000})"),
            Pattern.compile(
                    "(?i)(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
                            + "|stream[_-]?key|credentials?)[\"']?\\s{0,3}[:=]\\s{0,3}(\"[^\"]{1,4000}|'[^']{1,4000}|[^\\s\"',;&]{1,4000})"));

    private final List<Pattern> patterns;

    /** @param additional patterns besides those for passwords, tokens, keys, Authorization headers and URLs with a password */
    Mask(List<Pattern> additional) {
        List<Pattern> all = new ArrayList<>(DEFAULTS);
        all.addAll(additional);
        this.patterns = List.copyOf(all);
    }

    String apply(String line) {
        String masked = line;
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(masked);
            if (matcher.find()) {
                masked = hide(masked, matcher);
            }
        }
        return masked;
    }

    private static String hide(String line, Matcher matcher) {
        StringBuilder out = new StringBuilder();
        int end = 0;
        do {
            int group = matcher.groupCount();
            while (group > 0 && matcher.start(group) < 0) {
                group--;
            }
            out.append(line, end, matcher.start(group)).append(HIDDEN);
            end = matcher.end(group);
        } while (matcher.find());
        return out.append(line, end, line.length()).toString();
    }
}
