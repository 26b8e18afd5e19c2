// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.config;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Notation of durations and sizes, and suggestions for mistyped keys. */
public final class ConfigUnits {

    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,15}) ?([a-zA-Z]+)");
    private static final Map<String, Duration> DURATION_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZE_UNITS = Map.of(
            "B", 1L,
            "KB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "TB", 1_000_000_000_000L,
            "KIB", 1L << 10,
            "MIB", 1L << 20,
            "GIB", 1L << 30);

    private ConfigUnits() {}

    static Optional<Long> parseInteger(String text) {
        return text.matches("-?\\d{1,15}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** Reads {@code 500ms}, {@code 30s}, {@code 10min}, {@code 1h}, {@code 7d}; empty for anything else. */
    public static Optional<Duration> parseDuration(String text) {
        Matcher quantity = QUANTITY.matcher(text);
        if (!quantity.matches()) {
            return Optional.empty();
        }
        Optional<Duration> unit = Optional.ofNullable(DURATION_UNITS.get(quantity.group(2)));
        try {
            return unit.map(one -> one.multipliedBy(Long.parseLong(quantity.group(1))));
        } catch (ArithmeticException tooLong) {
            return Optional.empty();
        }
    }

    /** Reads {@code 500MB}, {@code 5GB}, {@code 64MiB} or plain bytes; empty for anything else. */
    public static Optional<Long> parseBytes(String text) {
        Matcher quantity = QUANTITY.matcher(text);
        if (!quantity.matches()) {
            return parseInteger(text).filter(bytes -> bytes >= 0);
        }
        Optional<Long> unit =
                Optional.ofNullable(SIZE_UNITS.get(quantity.group(2).toUpperCase(Locale.ROOT)));
        try {
            return unit.map(one -> Math.multiplyExact(one, Long.parseLong(quantity.group(1))));
        } catch (ArithmeticException tooLarge) {
            return Optional.empty();
        }
    }

    /** The duration as written in a configuration, in the largest unit that represents it exactly. */
    public static String format(Duration duration) {
        for (String unit : new String[] {"d", "h", "min", "s"}) {
            Duration one = DURATION_UNITS.getOrDefault(unit, Duration.ZERO);
            if (!duration.isZero() && duration.toMillis() % one.toMillis() == 0) {
                return duration.dividedBy(one) + unit;
            }
        }
        return duration.isZero() ? "0s" : duration.toMillis() + "ms";
    }

    /** " (did you mean X?)" for the closest of {@code known}; empty when none is close. */
    public static String suggestion(String mistyped, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance(mistyped, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(nearest -> distance(mistyped, nearest) <= Math.max(2, mistyped.length() / 4))
                .map(nearest -> " (did you mean " + nearest + "?)")
                .orElse("");
    }

    /** The Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
