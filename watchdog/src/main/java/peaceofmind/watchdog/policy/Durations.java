// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Locale;

/** Formats durations for reasons. */
final class Durations {

    private Durations() {}

    /** Such as {@code 0.4 s}, {@code 30 s}, {@code 12 min}, {@code 3 h 20 min}. */
    static String format(Duration duration) {
        // Rounded: a tick a few milliseconds early would otherwise report "29 s" for a limit of 30 s.
        long seconds = duration.plusMillis(500).toSeconds();
        if (duration.compareTo(Duration.ofSeconds(10)) < 0 && duration.toMillis() % 1000 != 0) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        } else if (seconds < 120 || (seconds < 1200 && seconds % 60 != 0)) {
            return seconds + " s";
        } else if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds / 3600 + " h" + (seconds / 60 % 60 == 0 ? "" : " " + seconds / 60 % 60 + " min");
    }
}
