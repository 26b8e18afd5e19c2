package peaceofmind.exporter.node.pi;

import java.util.Optional;

/** How a boot ended, as far as is known. */
public enum BootEnd {
    /** The system was shut down in order. */
    CLEAN,
    /** It ended without an order: a power cut, or a hang that somebody ended by hand. */
    POWER_LOSS,
    /** The hardware watchdog ended it. */
    WATCHDOG,
    /** The kernel gave up, and left its last words. */
    PANIC;

    /** What was found at the start of the next boot. */
    record Evidence(Marker marker, boolean watchdogReset, boolean kernelCrash) {}

    /** What the agent had written about the boot before. */
    enum Marker {
        /** Nothing, or the agent had been stopped while the system went on: nothing follows from it. */
        UNKNOWN,
        /** The agent was running: nobody stopped it. */
        RUNNING,
        /** The agent was stopped because the system was going down. */
        SHUT_DOWN
    }

    /** The kernel's last words weigh most: a panic often ends in a reset by the watchdog. */
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
