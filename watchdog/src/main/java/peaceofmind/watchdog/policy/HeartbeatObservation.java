package peaceofmind.watchdog.policy;

/** What one look at a service's heartbeat showed, compared with the look before. */
public sealed interface HeartbeatObservation {

    /**
     * It has changed: the main loop turned.
     *
     * @param error whether it says that the service is in its error state
     */
    record Beat(boolean error) implements HeartbeatObservation {}

    /** It is there and the same as before. */
    record Unchanged() implements HeartbeatObservation {}

    record Missing() implements HeartbeatObservation {}

    /**
     * Something is there that is not taken as a heartbeat.
     *
     * @param reason in words
     */
    record Unusable(String reason) implements HeartbeatObservation {}
}
