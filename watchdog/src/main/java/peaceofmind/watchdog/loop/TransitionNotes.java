// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;
import peaceofmind.watchdog.policy.Note;
import peaceofmind.watchdog.policy.ServiceObservation;
import peaceofmind.watchdog.policy.UnitState;

/** Records changes of a unit's state that lead to no decision. */
final class TransitionNotes {

    private final Map<String, UnitState> units = new HashMap<>();

    /** Notes for changes only: a state that lasts is noted once. */
    List<Note> collect(List<ServiceObservation> observations) {
        List<Note> notes = new ArrayList<>();
        for (ServiceObservation observation : observations) {
            UnitState previous = units.put(observation.service(), observation.unit());
            if (previous != observation.unit() && isNoteworthy(observation.unit())) {
                notes.add(note(
                        EventKind.SERVICE_STATE,
                        observation,
                        "its service manager reports: " + describe(observation.unit())));
            }
        }
        return notes;
    }

    private static boolean isNoteworthy(UnitState state) {
        return state == UnitState.FAILED || state == UnitState.START_LIMIT_HIT || state == UnitState.MISSING;
    }

    private static String describe(UnitState state) {
        return switch (state) {
            case START_LIMIT_HIT -> "it failed too often and is not started any more";
            case MISSING ->
                "it does not know the service or cannot read its definition, so nothing can be started: check \"unit\" in the"
                        + " watchdog's configuration, and whether the package is installed";
            case ACTIVE, ACTIVATING, DEACTIVATING, STOPPED, FAILED, UNKNOWN -> "it failed";
        };
    }

    private static Note note(EventKind kind, ServiceObservation observation, String reason) {
        return new Note(kind, Optional.of(observation.service()), reason);
    }
}
