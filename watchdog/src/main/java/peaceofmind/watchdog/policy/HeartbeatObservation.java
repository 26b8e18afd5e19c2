// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

/** A service's heartbeat at one tick, compared with the tick before. */
public sealed interface HeartbeatObservation {

    /**
     * The file changed, and is a valid heartbeat: the program is alive.
     *
     * @param error whether it reports the error state
     */
    record Beat(boolean error) implements HeartbeatObservation {}

    /** A valid heartbeat, the same as before. */
    record Unchanged() implements HeartbeatObservation {}

    record Missing() implements HeartbeatObservation {}

    /**
     * The file cannot be read as a heartbeat.
     *
     * @param changed the file changed: the program is alive, whatever the content
     */
    record Unreadable(String reason, boolean changed) implements HeartbeatObservation {}

    /**
     * The file changed, and a process that does not belong to the service wrote it: says nothing about the service.
     *
     * @param writer for people, such as {@code process 4711 (python3)}
     */
    record Foreign(String writer) implements HeartbeatObservation {}

    /** The file is never accepted: a mistake in the configuration, which says nothing about the program. */
    record Refused(String reason) implements HeartbeatObservation {}

    /**
     * No probe has succeeded since the tick before: silence, like {@link Unchanged}.
     *
     * @param reason what the probes met, such as {@code HTTP 500 from http://127.0.0.1:8080/ for 35 s}
     */
    record NoResponse(String reason) implements HeartbeatObservation {}

    /** The machine itself keeps the probes from working (no name server, no free socket): says nothing about the program. */
    record Unknown(String reason) implements HeartbeatObservation {}

    /** Whether nobody can say if the program is alive, for a reason that is not the program's. */
    default boolean isInconclusive() {
        return this instanceof Refused || this instanceof Unknown;
    }

    /** Whether the program was observed to be alive. */
    default boolean isAlive() {
        return this instanceof Beat || (this instanceof Unreadable unreadable && unreadable.changed());
    }
}
