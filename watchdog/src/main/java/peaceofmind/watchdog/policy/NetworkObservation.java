// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.network.NetworkReading;

/**
 * What the ladder of network repairs decides on.
 *
 * @param reading the agent's last; empty before the first
 * @param readingAge of that reading
 * @param held whether everything is held
 * @param rebooting whether a reboot is under way
 * @param saveError why the history cannot be saved; empty if it can
 * @param rebootRefusal why the device must not be rebooted for the network now ({@link NetworkReboot#refusal}); empty if it may
 * @param exit how the rung that was running ended; empty while it runs
 */
public record NetworkObservation(
        DeviceTime time,
        Optional<NetworkReading> reading,
        Duration readingAge,
        boolean held,
        boolean rebooting,
        Optional<String> saveError,
        Optional<String> rebootRefusal,
        Optional<RungExit> exit) {

    /** How the execution of a rung ended; that it was executed does not mean that it helped. */
    public enum RungStatus {
        EXECUTED,
        FAILED,
        IMPOSSIBLE
    }

    /** The status, with a line for people. */
    public record RungExit(RungStatus status, String detail) {}
}
