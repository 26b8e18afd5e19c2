// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and lengths for people. */
record ReportTimes(ZoneId zone) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    String format(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    static String format(Duration length) {
        long seconds = Math.round(length.toMillis() / 1000.0);
        if (seconds < 120) {
            return seconds + " s";
        } else if (seconds < 2 * 3600) {
            return (seconds + 30) / 60 + " min";
        }
        long hours = seconds / 3600;
        return hours < 48 ? hours + " h " + (seconds % 3600) / 60 + " min" : hours / 24 + " days " + hours % 24 + " h";
    }
}
