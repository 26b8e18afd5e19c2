package peaceofmind.cli.update;

import java.util.Locale;
import java.util.Optional;

/** What an update does next, in this order; after {@link #WATCH} it has proved itself, and otherwise it goes back. */
enum UpdateStep {
    /** Brings the new version beside the old one, and checks it. Nothing has changed yet. */
    FETCH,
    /** Keeps the watchdog's hands off. */
    HOLD,
    /** Points to the new version. */
    SWITCH,
    /** Has it started. */
    RESTART,
    /** Waits until it has been healthy for a while. */
    WATCH,
    /** Gives it back to the watchdog. */
    RELEASE,
    DONE,
    /** The way back: points to the old version. */
    SWITCH_BACK,
    RESTART_OLD,
    RELEASE_OLD,
    ROLLED_BACK,
    /** Nothing was changed yet: the hold is given back. */
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
