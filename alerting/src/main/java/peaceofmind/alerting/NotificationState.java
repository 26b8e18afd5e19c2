// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.time.Duration;
import java.time.Instant;

/**
 * What people were last notified of about an alert.
 *
 * @param alert its last known state
 * @param threadId id of the first notification about it
 * @param lastNotifiedAt time of the last notification
 * @param flapping whether notifications are held back until it is stable
 * @param lastChangedAt when it last fired or resolved; relevant while it is flapping
 */
record NotificationState(
        Alert alert, String threadId, Instant lastNotifiedAt, boolean flapping, Instant lastChangedAt) {

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
