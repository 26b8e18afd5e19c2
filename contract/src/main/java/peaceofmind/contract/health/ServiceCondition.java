// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.util.Locale;
import java.util.Optional;

/** What the watchdog says of a service. */
public enum ServiceCondition {
    HEALTHY,
    /** Its first beat after a start is awaited. */
    STARTING,
    /** No beat for longer than its limit. */
    SILENT,
    RESTARTING,
    STOPPING,
    /** It was restarted, and its first beat is awaited. */
    VERIFYING,
    /** It was stopped on purpose. */
    STOPPED,
    /** It is silent, and left alone because of a hold. */
    HELD,
    /** Restarts and reboots did not help. */
    GAVE_UP,
    /** It is alive, and its heartbeat cannot be read. */
    UNREADABLE,
    /** Its heartbeat file is not the service's own: a mistake in the configuration. */
    REFUSED,
    /** The machine itself keeps its probes from working: nobody can say whether it is alive. */
    UNKNOWN,
    /** It beats, and reports that it can't do its work. */
    ERROR;

    /** As written in the watchdog's status: {@code gave_up}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a word of another version. */
    public static Optional<ServiceCondition> parse(String word) {
        for (ServiceCondition condition : values()) {
            if (condition.word().equals(word)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }
}
