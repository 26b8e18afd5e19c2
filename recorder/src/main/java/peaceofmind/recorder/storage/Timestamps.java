// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.storage;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Timestamps in the database: ours are in UTC with {@code Z}, the existing recorder's in local time without a zone. */
final class Timestamps {

    private Timestamps() {}

    static String write(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static Optional<Instant> read(Optional<String> text) {
        return text.flatMap(Timestamps::parse);
    }

    private static Optional<Instant> parse(String text) {
        String iso = text.replace(' ', 'T');
        try {
            return Optional.of(
                    iso.endsWith("Z")
                            ? Instant.parse(iso)
                            : LocalDateTime.parse(iso)
                                    .atZone(ZoneId.systemDefault())
                                    .toInstant());
        } catch (DateTimeException other) {
            return Optional.empty();
        }
    }
}
