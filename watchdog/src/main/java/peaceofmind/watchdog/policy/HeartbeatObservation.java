package peaceofmind.watchdog.policy;

/** A service's heartbeat at one tick, compared with the tick before. */
public sealed interface HeartbeatObservation {

    /**
     * The file changed, and is a valid heartbeat: the program lives.
     *
     * @param error whether it reports the error state
     */
    record Beat(boolean error) implements HeartbeatObservation {}

    /** A valid heartbeat, the same as before. */
    record Unchanged() implements HeartbeatObservation {}

    record Missing() implements HeartbeatObservation {}

    /**
     * The file exists and can't be read as a heartbeat.
     *
     * @param changed the file changed: the program lives, whatever stands in it
     */
    record Unreadable(String reason, boolean changed) implements HeartbeatObservation {}

    /** The file is not accepted, whatever it does: a mistake in the configuration, which says nothing about the program. */
    record Refused(String reason) implements HeartbeatObservation {}

    /** Whether the program was observed to live. */
    default boolean isAlive() {
        return this instanceof Beat || (this instanceof Unreadable unreadable && unreadable.changed());
    }
}
