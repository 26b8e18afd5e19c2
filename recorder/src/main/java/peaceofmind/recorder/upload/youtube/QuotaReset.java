// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.youtube;

import java.time.Instant;
import java.time.ZoneId;

/** When Google resets the daily quota of a project: at midnight Pacific time. */
final class QuotaReset {

    private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");

    private QuotaReset() {}

    static Instant after(Instant now) {
        return now.atZone(PACIFIC)
                .toLocalDate()
                .plusDays(1)
                .atStartOfDay(PACIFIC)
                .toInstant();
    }
}
