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
 * The wall-clock time that a heartbeat carries, ISO-8601 with an offset or without one (Python's {@code isoformat()} writes
 * local time without). For people and logs only: whether a program is alive is never judged by it.
 *
 * @param local date and time as written
 * @param offset from UTC; empty when the writer named none, then it is the writer's local time
 */
public record HeartbeatTime(LocalDateTime local, Optional<ZoneOffset> offset) {

    /** Parses both forms; empty for anything else. */
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

    /** The time of an instant, in UTC: the form that we write. */
    public static HeartbeatTime utc(Instant instant) {
        return new HeartbeatTime(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), Optional.of(ZoneOffset.UTC));
    }

    /** The instant meant, where a time without offset is taken as local time of {@code zone}. */
    public Instant toInstant(ZoneId zone) {
        return offset.map(local::toInstant).orElseGet(() -> local.atZone(zone).toInstant());
    }

    /** ISO-8601, with the offset when there is one ({@code Z} for UTC). */
    @Override
    public String toString() {
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(local)
                + offset.map(ZoneOffset::getId).orElse("");
    }
}
