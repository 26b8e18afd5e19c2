package peaceofmind.watchdog.policy;

/** What one look at a service's heartbeat showed, compared with the look before. */
public sealed interface Pulse {

    /**
     * It has changed: the main loop turned.
     *
     * @param error whether it says that the service is in its error state
     */
    record Beat(boolean error) implements Pulse {}

    /** It is there and the same as before. */
    record Unchanged() implements Pulse {}

    record Missing() implements Pulse {}

    /**
     * Something is there that is not taken as a heartbeat.
     *
     * @param why in words
     */
    record Refused(String why) implements Pulse {}
}
