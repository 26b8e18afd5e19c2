// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.logs;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of a log file: {@code 2026-11-24 11:47:48 WARNING message}.
 *
 * @param at empty for a line without a time, such as one of a stack trace
 */
public record LogLine(String text, Optional<Instant> at, Level level) {

    private static final int TIME_LENGTH = 19;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    /** Its severity. */
    public enum Level {
        OTHER,
        WARNING,
        ERROR
    }

    /** Parses a line of our log, or of the existing recorder's (with a comma and milliseconds, and dashes). */
    public static LogLine parse(String text, ZoneId zone) {
        return new LogLine(text, time(text, zone), level(text));
    }

    /** The severity of a line that is not parsed yet. */
    public static Level level(String text) {
        String head = text.substring(0, Math.min(text.length(), 80));
        if (head.contains(" ERROR ") || head.contains(" CRITICAL ")) {
            return Level.ERROR;
        }
        return head.contains(" WARNING ") ? Level.WARNING : Level.OTHER;
    }

    private static Optional<Instant> time(String text, ZoneId zone) {
        if (text.length() < TIME_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(text.substring(0, TIME_LENGTH), TIME)
                    .atZone(zone)
                    .toInstant());
        } catch (DateTimeParseException invalid) {
            return Optional.empty();
        }
    }

    /** The text without its time and level. */
    public String message() {
        String message = at.isPresent() ? text.substring(TIME_LENGTH).strip() : text;
        return message.replaceFirst("^(,\\d{3})?[ -]*(ERROR|WARNING|CRITICAL|INFO)[ -]*", "");
    }
}
