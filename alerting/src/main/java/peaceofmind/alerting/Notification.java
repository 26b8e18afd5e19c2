// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Instant;
import java.util.List;
import peaceofmind.contract.alert.Severity;

/**
 * Something to notify people of.
 *
 * @param id the same for the same event, so that receivers can recognise a duplicate
 * @param threadId id of the first notification about this incident; its own id when it is the first
 * @param at when it happened, which may be long before it is sent
 * @param alerts the most severe first; empty only for a test or a daily report without alerts
 */
public record Notification(String id, String threadId, Kind kind, Instant at, List<Alert> alerts) {

    /** Why it is sent. */
    public enum Kind {
        FIRING,
        /** Still firing after the repeat interval. */
        REPEAT,
        RESOLVED,
        /** It fires and resolves repeatedly: no further notification until it is stable. */
        FLAPPING,
        /** Somebody checks whether messages are delivered. */
        TEST,
        /** The daily report, if it is configured. */
        DAILY,
        /** The monthly report. */
        REPORT,
        /** What became of a remote command. */
        REPLY
    }

    public Notification {
        alerts = List.copyOf(alerts);
    }

    /** The highest severity among its alerts. */
    public Severity severity() {
        return alerts.stream()
                .map(alert -> alert.rule().severity())
                .reduce(Severity.INFO, (one, other) -> one.isAtLeast(other) ? one : other);
    }
}
