package peaceofmind.watchdog.loop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.watchdog.events.EventKind;
import peaceofmind.watchdog.policy.Note;
import peaceofmind.watchdog.policy.Pulse;
import peaceofmind.watchdog.policy.ServiceSight;
import peaceofmind.watchdog.policy.UnitState;

/** Writes down what changes without a decision following from it: a unit's state, a heartbeat that is refused. */
final class ChangeNotes {

    private final Map<String, UnitState> units = new HashMap<>();
    private final Map<String, String> refusals = new HashMap<>();

    /** Only changes: a state that lasts is said once. */
    List<Note> notice(List<ServiceSight> sights) {
        List<Note> notes = new ArrayList<>();
        for (ServiceSight sight : sights) {
            UnitState before = units.put(sight.service(), sight.unit());
            if (before != sight.unit() && isWorthTelling(sight.unit())) {
                notes.add(note(EventKind.SERVICE_STATE, sight, "its manager says: " + words(sight.unit())));
            }
            if (sight.pulse() instanceof Pulse.Refused(String why)) {
                if (!why.equals(refusals.put(sight.service(), why))) {
                    notes.add(note(EventKind.HEARTBEAT_REFUSED, sight, why));
                }
            } else {
                refusals.remove(sight.service());
            }
        }
        return notes;
    }

    private static boolean isWorthTelling(UnitState state) {
        return state == UnitState.FAILED || state == UnitState.START_LIMIT_HIT || state == UnitState.MISSING;
    }

    private static String words(UnitState state) {
        return switch (state) {
            case START_LIMIT_HIT -> "it failed too often and is not started any more";
            case MISSING ->
                "it knows no such service, or can't read what it is: nothing can be started. Is \"unit\" in the watchdog's"
                        + " configuration misspelt, or the package removed?";
            case ACTIVE, ACTIVATING, DEACTIVATING, STOPPED, FAILED, UNKNOWN -> "it failed";
        };
    }

    private static Note note(EventKind kind, ServiceSight sight, String reason) {
        return new Note(kind, Optional.of(sight.service()), reason);
    }
}
