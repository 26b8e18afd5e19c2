// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.event;

/**
 * What an event does to incidents. An event of a service concerns that service's incident; one of the device concerns the device's
 * own incident, and is part of every service's open one.
 */
public enum IncidentRole {
    /** Opens an incident, or is part of the one that is open. */
    OPENS,
    /** Is the last event of the open incident; without one it means nothing. */
    CLOSES,
    /** Is part of the open incident; without one it means nothing. */
    CONTINUES,
    /** Is part of the open incident; without one it is an incident of its own, over at once. */
    JOINS_OR_STANDS_ALONE,
    /** Is an incident of its own, over at once, whatever else is going on. */
    STANDS_ALONE,
    /** Never part of an incident. */
    UNRELATED
}
