// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.pi;

import java.util.Optional;

/** How a boot ended. */
public enum BootEnd {
    /** The system was shut down cleanly. */
    CLEAN,
    /** It was not shut down: a power cut, or a hang that somebody ended by switching it off. */
    POWER_LOSS,
    /** The hardware watchdog reset it. */
    WATCHDOG,
    /** The kernel panicked and left a crash log. */
    PANIC;

    /** Evidence found at the start of the next boot. */
    record Evidence(Marker marker, boolean watchdogReset, boolean kernelCrash) {}

    /** What the agent saved during the previous boot. */
    enum Marker {
        /** Nothing, or the agent was stopped while the system kept running: inconclusive. */
        UNKNOWN,
        /** The agent was running: nobody stopped it. */
        RUNNING,
        /** The agent was stopped because the system was shutting down. */
        SHUT_DOWN
    }

    /** A crash log takes precedence: a panic often ends in a watchdog reset. */
    static Optional<BootEnd> decide(Evidence evidence) {
        if (evidence.kernelCrash) {
            return Optional.of(PANIC);
        } else if (evidence.marker == Marker.SHUT_DOWN) {
            return Optional.of(CLEAN);
        } else if (evidence.watchdogReset) {
            return Optional.of(WATCHDOG);
        }
        return evidence.marker == Marker.RUNNING ? Optional.of(POWER_LOSS) : Optional.empty();
    }
}
