// SPDX-License-Identifier: Apache-2.0
package peaceofmind.heartbeat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/**
 * The wall-clock time in a heartbeat, ISO-8601 with or without an offset (Python's {@code isoformat()} writes local time without one).
 * For people and logs only: liveness never depends on it.
 *
 * @param local date and time as written
 * @param offset from UTC; empty when the writer gave none, and the time is the writer's local time
 */
public record HeartbeatTime(LocalDateTime local, Optional<ZoneOffset> offset) {

    /** Parses both formats; empty for anything else. */
    public static Optional<HeartbeatTime> parse(String text) {
        try {
            TemporalAccessor parsed =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            if (parsed instanceof OffsetDateTime withOffset) {
                return Optional.of(
                        new HeartbeatTime(withOffset.toLocalDateTime(), Optional.of(withOffset.getOffset())));
            }
            return Optional.of(new HeartbeatTime(LocalDateTime.from(parsed), Optional.empty()));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    /** An instant in UTC, the format that we write. */
    public static HeartbeatTime utc(Instant instant) {
        return new HeartbeatTime(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), Optional.of(ZoneOffset.UTC));
    }

    /** The instant; a time without an offset is interpreted in {@code zone}. */
    public Instant toInstant(ZoneId zone) {
        return offset.map(local::toInstant).orElseGet(() -> local.atZone(zone).toInstant());
    }

    /** ISO-8601, with the offset if there is one ({@code Z} for UTC). */
    @Override
    public String toString() {
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(local)
                + offset.map(ZoneOffset::getId).orElse("");
    }
}
