// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

/** The state of a watched service, from its service manager. */
public enum UnitState {
    /** Its main process runs. */
    ACTIVE,
    /** It is starting, or waiting for the manager's automatic restart. */
    ACTIVATING,
    /** It is being stopped. */
    DEACTIVATING,
    /** Somebody stopped it, or nobody ever started it. */
    STOPPED,
    /** It exited on its own or failed to start, and the manager does not start it again. */
    FAILED,
    /** It failed so often that the manager refuses to start it until the count is reset. */
    START_LIMIT_HIT,
    /** The manager does not know the service, or cannot read its definition: neither a restart nor a reboot helps. */
    MISSING,
    /** The manager does not respond. */
    UNKNOWN
}
