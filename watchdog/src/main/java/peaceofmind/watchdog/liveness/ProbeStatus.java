// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.time.Duration;

/**
 * What a probe found last.
 *
 * @param label of the probe, such as {@code http http://127.0.0.1:8080/health}
 * @param detail what it met, with the time for which it has; empty for one that succeeded
 * @param lasting for how long it has been so
 */
public record ProbeStatus(String label, ProbeState state, String detail, Duration lasting) {

    /** What its last result says of the program. */
    public enum ProbeState {
        ALIVE,
        SILENT,
        /** This machine keeps the probe from working. */
        UNKNOWN
    }
}
