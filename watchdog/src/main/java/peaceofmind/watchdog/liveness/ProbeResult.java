// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

/** What one probe found. */
sealed interface ProbeResult {

    /** The program is alive. */
    record Alive() implements ProbeResult {}

    /**
     * The program did not show that it is alive.
     *
     * @param reason names the probe's target, such as {@code HTTP 500 from http://127.0.0.1:8080/health}
     */
    record Silent(String reason) implements ProbeResult {}

    /** This machine kept the probe from working: that says nothing about the program. */
    record Inconclusive(String reason) implements ProbeResult {}
}
