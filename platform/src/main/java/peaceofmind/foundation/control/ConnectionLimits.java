package peaceofmind.foundation.control;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Who holds how many connections: no user, and not all together, may keep root and the server's own user out. Thread-safe. */
final class ConnectionLimits {

    /** The agent asks a few things at once; more is somebody who holds places. */
    static final int MAX_PER_USER = 6;

    /** For all users but the favoured ones. */
    static final int MAX_UNPRIVILEGED = 12;

    private final Set<String> privilegedUsers;
    private final Map<String, Integer> openByUser = new HashMap<>();
    private int unprivilegedOpen;

    /** @param privilegedUsers users that are never turned away here */
    ConnectionLimits(Set<String> privilegedUsers) {
        this.privilegedUsers = Set.copyOf(privilegedUsers);
    }

    /** Takes a place, to be given back by {@link #release}; false when there is none for this user. */
    synchronized boolean tryAcquire(String user) {
        if (privilegedUsers.contains(user)) {
            return true;
        }
        if (unprivilegedOpen >= MAX_UNPRIVILEGED || openByUser.getOrDefault(user, 0) >= MAX_PER_USER) {
            return false;
        }
        unprivilegedOpen++;
        openByUser.merge(user, 1, Integer::sum);
        return true;
    }

    synchronized void release(String user) {
        if (privilegedUsers.contains(user)) {
            return;
        }
        unprivilegedOpen--;
        // Those who hold none are not remembered: users come and go.
        openByUser.computeIfPresent(user, (_, count) -> count > 1 ? count - 1 : null);
    }
}
