// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.util.Optional;

/**
 * A process that writes a service's heartbeat and does not belong to it. Immutable.
 *
 * @param beats its beats; damped once they were recorded
 * @param writer for people, such as {@code process 4711 (python3)}; empty if there was none
 */
public record SecondInstance(Repetition beats, String writer) {

    static final SecondInstance NONE = new SecondInstance(Repetition.NONE, "");

    /** Who it is, once it was recorded. */
    public Optional<String> reported() {
        return beats.damped() ? Optional.of(writer) : Optional.empty();
    }
}
