// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.util.Locale;
import java.util.Optional;

/** What an update does next, in this order; a version that passes {@link #WATCH} stays, another one is rolled back. */
enum UpdateStep {
    /** Fetches the new version beside the old one and verifies it. Nothing has changed yet. */
    FETCH,
    /** Has the watchdog leave the service alone. */
    HOLD,
    /** Points the link to the new version. */
    SWITCH,
    /** Restarts the service. */
    RESTART,
    /** Waits until it has been healthy for a while. */
    WATCH,
    /** Ends the hold. */
    RELEASE,
    DONE,
    /** The rollback: points the link to the old version. */
    SWITCH_BACK,
    RESTART_OLD,
    RELEASE_OLD,
    ROLLED_BACK,
    /** Nothing was changed yet: ends the hold. */
    RELEASE_UNCHANGED,
    ABANDONED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<UpdateStep> ofLabel(String label) {
        for (UpdateStep step : values()) {
            if (step.label().equals(label)) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    /** Nothing is left to do. */
    boolean isFinal() {
        return switch (this) {
            case DONE, ROLLED_BACK, ABANDONED -> true;
            case FETCH,
                    HOLD,
                    SWITCH,
                    RESTART,
                    WATCH,
                    RELEASE,
                    SWITCH_BACK,
                    RESTART_OLD,
                    RELEASE_OLD,
                    RELEASE_UNCHANGED -> false;
        };
    }
}
