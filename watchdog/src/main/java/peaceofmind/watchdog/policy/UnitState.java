package peaceofmind.watchdog.policy;

/** What the service manager says about a watched service. */
public enum UnitState {
    /** Its main process runs. */
    ACTIVE,
    /** It is starting, or waits for the manager to start it again by itself. */
    ACTIVATING,
    /** It is being stopped. */
    DEACTIVATING,
    /** It does not run because somebody asked for that, or because nobody ever started it. */
    STOPPED,
    /** It ended by itself or never came up, and the manager does not start it again. */
    FAILED,
    /** It failed so often that the manager refuses to start it until the count is reset. */
    START_LIMIT_HIT,
    /** The manager knows no such service, or can't read what it is: neither a restart nor a reboot changes that. */
    MISSING,
    /** The manager gave no answer. */
    UNKNOWN
}
