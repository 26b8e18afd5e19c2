// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.control;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Limits open connections by user: neither one user nor all of them together can lock out root or the server's own user. Thread-safe. */
final class ConnectionLimits {

    /** The agent sends a few requests at once; whoever holds more connections is hogging them. */
    static final int MAX_PER_USER = 6;

    /** For all users together, except the privileged ones. */
    static final int MAX_UNPRIVILEGED = 12;

    private final Set<String> privilegedUsers;
    private final Map<String, Integer> openByUser = new HashMap<>();
    private int unprivilegedOpen;

    /** @param privilegedUsers users without a limit */
    ConnectionLimits(Set<String> privilegedUsers) {
        this.privilegedUsers = Set.copyOf(privilegedUsers);
    }

    /** Counts a connection until {@link #release}; false when this user is at a limit. */
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
        // Users without a connection are dropped: the map must not grow with every user that ever connected.
        openByUser.computeIfPresent(user, (_, count) -> count > 1 ? count - 1 : null);
    }
}
