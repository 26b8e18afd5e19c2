// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.time;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats times in messages for people: local, to the second, with the offset from UTC. */
public final class LocalTimestamp {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private LocalTimestamp() {}

    /** Such as {@code 2026-11-25 09:00:00 +01:00}. */
    public static String format(Instant time) {
        return format(time, ZoneId.systemDefault());
    }

    /** The same in a given time zone. */
    public static String format(Instant time, ZoneId zone) {
        return FORMAT.format(time.atZone(zone));
    }
}
