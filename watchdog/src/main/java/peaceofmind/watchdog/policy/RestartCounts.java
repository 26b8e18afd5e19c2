// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;

/** A service's automatic restarts, counted at one moment. */
record RestartCounts(ServicePolicy policy, ServiceHistory history, Duration now) {

    static final Duration INSTABILITY_WINDOW = Duration.ofHours(1);

    /** Restarts of any kind within the window. */
    int inWindow() {
        return ServiceHistory.countSince(history.restarts(), windowStart());
    }

    /** Restarts within the window, none of which was followed by a beat. */
    int failed() {
        return ServiceHistory.countSince(history.unansweredRestarts(), windowStart());
    }

    boolean noneFailedSinceBeat() {
        return history.unansweredRestarts().isEmpty();
    }

    /** Restarts within the last hour that helped. */
    int helpful() {
        return ServiceHistory.countSince(history.helpfulRestarts(), now.minus(INSTABILITY_WINDOW));
    }

    private Duration windowStart() {
        return now.minus(policy.restartWindow());
    }

    /** Which restart in a row the last one is, and what follows when more fail. */
    String describeLast() {
        return " " + Math.max(1, failed()) + " (a reboot is due when " + policy.maxRestarts() + " in "
                + Durations.format(policy.restartWindow()) + " have failed)";
    }
}
