package peaceofmind.alerting;

import java.time.Instant;
import java.util.List;
import peaceofmind.contract.alert.Severity;

/**
 * Something that people are to be told.
 *
 * @param id the same for the same news, whenever it is made again
 * @param threadId id of the first notice about this incident, its own when it is the first
 * @param at when it happened, which may be long before it is told
 * @param alerts the worst first; never empty except in tests and good news
 */
public record Notification(String id, String threadId, Kind kind, Instant at, List<Alert> alerts) {

    /** What kind of news. */
    public enum Kind {
        FIRING,
        /** Still firing after the repeat interval. */
        REPEAT,
        RESOLVED,
        /** It fires and ends again and again: until it is calm nothing more is told of it. */
        FLAPPING,
        /** Somebody wants to see whether messages arrive. */
        TEST,
        /** The daily word, on request. */
        DAILY
    }

    public Notification {
        alerts = List.copyOf(alerts);
    }

    /** The worst of its alerts. */
    public Severity severity() {
        return alerts.stream()
                .map(alert -> alert.rule().severity())
                .reduce(Severity.INFO, (one, other) -> one.isAtLeast(other) ? one : other);
    }
}
