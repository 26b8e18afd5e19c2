package peaceofmind.watchdog.events;

import java.util.Locale;

/** What an event of the journal tells. */
public enum EventKind {
    WATCHDOG_STARTED,
    WATCHDOG_STOPPED,
    STALE,
    RECOVERED,
    RESTART,
    RESTART_VERIFIED,
    RESTART_FAILED,
    REBOOT,
    FORCED_REBOOT,
    FEEDING_STOPPED,
    BOOTED,
    GAVE_UP,
    NORMAL_AGAIN,
    HOLD_BEGAN,
    HOLD_ENDED,
    OPERATOR_STOPPED,
    OPERATOR_STARTED,
    OPERATOR_REQUEST,
    /** Told by another program of ours, such as the agent: nothing that the watchdog saw itself. */
    REPORTED,
    REFUSED,
    HEARTBEAT_REFUSED,
    SERVICE_STATE,
    ERROR_STATE,
    HISTORY_LOST,
    DRY_RUN;

    /** As it stands in the journal: {@code restart_verified}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
