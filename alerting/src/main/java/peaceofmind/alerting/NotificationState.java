package peaceofmind.alerting;

import java.time.Duration;
import java.time.Instant;

/**
 * What somebody was told of an alert.
 *
 * @param alert as it was last
 * @param threadId id of the notice with which it began
 * @param lastNotifiedAt when it was told last
 * @param flapping it comes and goes: told once, and again when it is calm
 * @param lastChangedAt when it came or went last; counts while it flaps
 */
record NotificationState(Alert alert, String threadId, Instant lastNotifiedAt, boolean flapping, Instant lastChangedAt) {

    NotificationState notifiedAgain(Instant at) {
        return new NotificationState(alert, threadId, at, flapping, lastChangedAt);
    }

    NotificationState changed(Alert current, Instant at) {
        return new NotificationState(current, threadId, lastNotifiedAt, flapping, at);
    }

    NotificationState shifted(Duration by) {
        return new NotificationState(alert, threadId, lastNotifiedAt.plus(by), flapping, lastChangedAt.plus(by));
    }
}
