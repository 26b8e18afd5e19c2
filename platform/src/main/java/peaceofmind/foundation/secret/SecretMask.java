// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.secret;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides secrets in text that leaves the device: passwords and tokens by the name of their key, {@code Authorization} headers, users and
 * passwords in URLs, addresses of webhooks, private keys. Takes time in proportion to the text. Thread-safe.
 */
public final class SecretMask {

    static final String HIDDEN = "***";

    /** A shorter value would hide half of every text. */
    private static final int MIN_VALUE_LENGTH = 6;

    private static final String SECRET_NAME =
            "(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|stream[_-]?key"
                    + "|credential|chat[_-]?id)s?(?:[_-]?hash)?";

    /** Everything between the slashes and the last @ of a host. */
    private static final Pattern URL_USER = Pattern.compile("://([^\\s/?#\"'<>]+)@");

    /** Likewise with characters that a URL should have encoded; what resembles a port is none. */
    private static final Pattern UNENCODED_URL_USER =
            Pattern.compile("://([^\\s:/@\"'<>\\[]{1,100}+:(?!\\d{1,5}+(?:[/?#\\s]|$))[^\\s\"'<>]{1,256})@");

    /** The last group that took part in a match is hidden. */
    private static final List<Pattern> DEFAULTS = List.of(
            Pattern.compile(
                    "(?i)://(?:hooks\\.slack\\.com|[\\w-]{0,20}\\.?discord(?:app)?\\.com/api|ntfy\\.sh|hc-ping\\.com"
                            + "|[\\w-]{1,60}\\.webhook\\.office\\.com|[\\w.-]{1,60}\\.logic\\.azure\\.com)(?::\\d{1,5})?/([^\\s\"'<>]+)"),
            // The push URL of Uptime Kuma, and the ping URL of a Healthchecks of one's own.
            Pattern.compile("(?i)/api/push/([\\w-]{8,80}+)"),
            Pattern.compile("(?i)/ping/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"),
            Pattern.compile("(?i)\\bbot(\\d{5,20}+:[\\w-]{20,200}+)"),
            Pattern.compile("(?i)[?&;](?:key|sig|signature|auth|code|pass|pw)=([^\\s\"'&#<>]+)"),
            Pattern.compile("(?i)authorization(?:\\\\?[\"'])?\\s{0,3}+[:=]\\s{0,3}+(?:\\\\?[\"'])?"
                    + "(digest\\s.*|(?:(?:basic|bearer|token|negotiate|apikey)\\s{1,3}+)?+[^\\s\"',;\\\\]++)"),
            Pattern.compile("(?i)cookie(?:\\\\?[\"'])?\\s{0,3}+[:=]\\s{0,3}+(.+)"),
            Pattern.compile("(?i)\\bbearer\\s{1,3}+([a-z0-9._~+/=-]{8,}+)"),
            Pattern.compile("(?i)--(?:[a-z]{1,20}-)?" + SECRET_NAME + "\\s{1,3}+([^\\s\"']++|\"[^\"]*+|'[^']*+)"),
            Pattern.compile("-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----(.+)"));

    /** Up to the value, which {@link #valueEnd} finds. */
    private static final Pattern KEY = Pattern.compile("(?i)" + SECRET_NAME + "(?:\\\\?[\"'])?[ \\t]*+[:=][ \\t]*+");

    private static final Pattern YAML_KEY = Pattern.compile("\\s*+(?:-\\s++)?[\"']?[\\w.-]*+[\"']?[ \\t]*+:[ \\t]++");

    private static final Pattern PRIVATE_KEY_START = Pattern.compile("-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----");

    private final List<Pattern> patterns;
    private final List<String> values;
    private final AtomicLong steps = new AtomicLong();

    /**
     * Creates a mask.
     *
     * @param additional patterns besides the built-in ones; of a match the last group is hidden, or all of it. A line that takes one too
     *     long is hidden as a whole
     */
    public SecretMask(List<Pattern> additional) {
        this(additional, List.of());
    }

    /** @param values secrets that are known, hidden wherever they stand; those shorter than 6 characters are not */
    public SecretMask(List<Pattern> additional, Collection<String> values) {
        List<Pattern> all = new ArrayList<>(DEFAULTS);
        all.addAll(additional);
        this.patterns = List.copyOf(all);
        // One can be part of another.
        this.values = values.stream()
                .filter(value -> value.length() >= MIN_VALUE_LENGTH)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** Characters that the patterns have read since the mask was created: a measure of the work that does not depend on the machine. */
    long steps() {
        return steps.get();
    }

    /** The text without secrets; line breaks stay. */
    public String apply(String text) {
        if (text.indexOf('\n') < 0) {
            return maskLine(text);
        }
        StringBuilder out = new StringBuilder(text.length());
        Optional<HiddenBlock> block = Optional.empty();
        int start = 0;
        while (start <= text.length()) {
            int lineBreak = text.indexOf('\n', start);
            int end = lineBreak < 0 ? text.length() : lineBreak;
            String line = text.substring(start, end);
            boolean hidden = block.isPresent() && block.get().contains(line);
            out.append(hidden ? HIDDEN : maskLine(line));
            block = hidden ? block.filter(current -> !current.endsWith(line)) : HiddenBlock.startedBy(line);
            if (lineBreak >= 0) {
                out.append('\n');
            }
            start = end + 1;
        }
        return out.toString();
    }

    private String maskLine(String line) {
        String masked = line;
        for (String value : values) {
            masked = masked.replace(value, HIDDEN);
        }
        try {
            if (masked.contains("://")) {
                masked = hideUrlUsers(masked, URL_USER);
                masked = hideUrlUsers(masked, UNENCODED_URL_USER);
            }
            masked = hideValues(masked);
            for (Pattern pattern : patterns) {
                masked = hideMatches(masked, pattern);
            }
            return masked;
        } catch (StepLimitedText.TooManySteps | StackOverflowError tooComplex) {
            // A secret must not slip through because a pattern is bad.
            return HIDDEN;
        }
    }

    private String hideUrlUsers(String line, Pattern pattern) {
        return replace(line, pattern, matcher -> passwordStart(line, matcher), matcher -> matcher.end(1));
    }

    /** Behind the user's name; where there is only one part, which can be a token, all of it. */
    private static int passwordStart(String line, Matcher matcher) {
        int colon = line.indexOf(':', matcher.start(1), matcher.end(1));
        boolean isUserOnly = colon < 0;
        if (isUserOnly && line.startsWith("git@", matcher.start(1))) {
            return matcher.end();
        }
        return isUserOnly ? matcher.start(1) : colon + 1;
    }

    private String hideValues(String line) {
        Matcher yamlKey = YAML_KEY.matcher(line);
        int yamlValueStart = yamlKey.lookingAt() ? yamlKey.end() : -1;
        return replace(
                line,
                KEY,
                matcher -> valueStart(line, matcher.end()),
                matcher -> valueEnd(line, matcher.end(), matcher.end() == yamlValueStart));
    }

    private String hideMatches(String line, Pattern pattern) {
        return replace(
                line,
                pattern,
                matcher -> matcher.start(lastGroup(matcher)),
                matcher -> matcher.end(lastGroup(matcher)));
    }

    private static int lastGroup(Matcher matcher) {
        int group = matcher.groupCount();
        while (group > 0 && matcher.start(group) < 0) {
            group--;
        }
        return group;
    }

    /** A position in the line, for one match. */
    private interface Position {
        int of(Matcher matcher);
    }

    /** Replaces what is between two positions of each match; nothing where it is empty, or hidden already. */
    private String replace(String line, Pattern pattern, Position from, Position to) {
        StepLimitedText text = new StepLimitedText(line);
        try {
            Matcher matcher = pattern.matcher(text);
            StringBuilder out = new StringBuilder();
            int copied = 0;
            int next = 0;
            while (next <= line.length() && matcher.find(next)) {
                int start = from.of(matcher);
                int end = to.of(matcher);
                if (start < end && start >= copied) {
                    out.append(line, copied, start).append(HIDDEN);
                    copied = end;
                }
                next = Math.max(Math.max(end, matcher.end()), next + 1);
            }
            return copied == 0 ? line : out.append(line, copied, line.length()).toString();
        } finally {
            steps.addAndGet(text.steps());
        }
    }

    /** Behind the quote, which stays, so that JSON remains JSON. */
    private static int valueStart(String line, int start) {
        if (line.startsWith("\\\"", start)) {
            return start + 2;
        }
        return start < line.length() && isQuote(line.charAt(start)) ? start + 1 : start;
    }

    /** @param hasWholeLine whether the line is {@code key: value}, so that a value without quotes may contain blanks */
    private static int valueEnd(String line, int start, boolean hasWholeLine) {
        if (start >= line.length()) {
            return start;
        } else if (line.startsWith("\\\"", start)) {
            // JSON inside of a JSON string.
            return endOr(line, line.indexOf("\\\"", start + 2));
        }
        char first = line.charAt(start);
        if (isQuote(first)) {
            return quoteEnd(line, start + 1, first);
        } else if (line.startsWith(HIDDEN + "]", start) || line.startsWith(HIDDEN + "}", start)) {
            return start + HIDDEN.length();
        } else if (first == '[' || first == '{') {
            return endOr(line, line.indexOf(first == '[' ? ']' : '}', start));
        } else if (hasWholeLine) {
            return line.length();
        }
        int end = start;
        while (end < line.length()
                && !Character.isWhitespace(line.charAt(end))
                && "\"',;&)}]".indexOf(line.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static boolean isQuote(char character) {
        return character == '"' || character == '\'';
    }

    private static int endOr(String line, int found) {
        return found < 0 ? line.length() : found;
    }

    private static int quoteEnd(String line, int start, char quote) {
        for (int i = start; i < line.length(); i++) {
            if (line.charAt(i) == '\\' && quote == '"') {
                i++;
            } else if (line.charAt(i) == quote) {
                return i;
            }
        }
        return line.length();
    }

    /**
     * Lines that are secret as a whole: those of a private key, and those that YAML adds to a secret key by their indentation.
     *
     * @param indentation of the key; -1 for a private key
     */
    private record HiddenBlock(int indentation) {

        private static final Pattern KEY_WITHOUT_VALUE = Pattern.compile("(?i)\\s*+(?:-\\s++)?[\"']?[\\w.-]{0,60}?"
                + SECRET_NAME + "[\"']?\\s*+:\\s*+(?:[|>][-+\\d]{0,3}\\s*+)?");

        static Optional<HiddenBlock> startedBy(String line) {
            if (line.contains("PRIVATE KEY-----")
                    && PRIVATE_KEY_START.matcher(line).find()) {
                return line.contains("-----END ") ? Optional.empty() : Optional.of(new HiddenBlock(-1));
            }
            boolean isKey =
                    line.length() < 200 && KEY_WITHOUT_VALUE.matcher(line).matches();
            return isKey ? Optional.of(new HiddenBlock(indentationOf(line))) : Optional.empty();
        }

        boolean contains(String line) {
            return indentation < 0 || line.isBlank() || indentationOf(line) > indentation;
        }

        boolean endsWith(String line) {
            return indentation < 0 && line.toUpperCase(Locale.ROOT).contains("-----END ");
        }

        private static int indentationOf(String line) {
            int count = 0;
            while (count < line.length() && (line.charAt(count) == ' ' || line.charAt(count) == '\t')) {
                count++;
            }
            return count;
        }
    }
}
