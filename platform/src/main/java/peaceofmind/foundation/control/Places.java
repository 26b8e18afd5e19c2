package peaceofmind.foundation.control;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Who holds how many connections: no user, and not all together, may keep root and the server's own user out. Thread-safe. */
final class Places {

    /** The agent asks a few things at once; more is somebody who holds places. */
    static final int PER_USER = 6;

    /** For all users but the favoured ones. */
    static final int FOR_OTHERS = 12;

    private final Set<String> favoured;
    private final Map<String, Integer> held = new HashMap<>();
    private int others;

    /** @param favoured users that are never turned away here */
    Places(Set<String> favoured) {
        this.favoured = Set.copyOf(favoured);
    }

    /** Takes a place, to be given back by {@link #leave}; false when there is none for this user. */
    synchronized boolean enter(String user) {
        if (favoured.contains(user)) {
            return true;
        }
        if (others >= FOR_OTHERS || held.getOrDefault(user, 0) >= PER_USER) {
            return false;
        }
        others++;
        held.merge(user, 1, Integer::sum);
        return true;
    }

    synchronized void leave(String user) {
        if (favoured.contains(user)) {
            return;
        }
        others--;
        // Those who hold none are not remembered: users come and go.
        held.computeIfPresent(user, (_, count) -> count > 1 ? count - 1 : null);
    }
}
