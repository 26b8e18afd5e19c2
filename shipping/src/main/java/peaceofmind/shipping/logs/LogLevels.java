// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.util.Locale;
import java.util.Optional;

/** Values of the label {@code level} that Loki and Grafana know. */
final class LogLevels {

    /** A level is near the start of a line; further on, the same words are prose. */
    private static final int MAX_SCANNED_CHARS = 120;

    private LogLevels() {}

    /** Maps a syslog(3) priority, 0 to 7. */
    static Optional<String> ofPriority(String priority) {
        return switch (priority) {
            case "0", "1", "2" -> Optional.of("critical");
            case "3" -> Optional.of("error");
            case "4" -> Optional.of("warn");
            case "5", "6" -> Optional.of("info");
            case "7" -> Optional.of("debug");
            default -> Optional.empty();
        };
    }

    /** The first level in upper case, or as {@code level=...}; {@code unknown} where there is none. */
    static String ofLine(String line) {
        int limit = Math.min(line.length(), MAX_SCANNED_CHARS);
        int position = 0;
        while (position < limit) {
            int start = position;
            while (position < limit && Character.isLetter(line.charAt(position))) {
                position++;
            }
            if (position - start >= 3) {
                String level = ofWord(line, start, position);
                if (!level.isEmpty()) {
                    return level;
                }
            }
            position++;
        }
        return "unknown";
    }

    private static String ofWord(String line, int start, int end) {
        String word = line.substring(start, end);
        boolean named = (start >= 6 && line.regionMatches(true, start - 6, "level=", 0, 6))
                || (start >= 7 && line.regionMatches(true, start - 7, "level=\"", 0, 7));
        String upper = named ? word.toUpperCase(Locale.ROOT) : word;
        return switch (upper) {
            case "EMERG", "EMERGENCY", "ALERT", "CRIT", "CRITICAL", "FATAL", "PANIC" -> "critical";
            case "ERR", "ERROR", "SEVERE" -> "error";
            case "WARN", "WARNING" -> "warn";
            case "INFO", "NOTICE" -> "info";
            case "DEBUG", "FINE" -> "debug";
            case "TRACE" -> "trace";
            default -> "";
        };
    }
}
