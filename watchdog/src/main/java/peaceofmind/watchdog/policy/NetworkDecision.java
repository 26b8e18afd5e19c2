// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.util.List;
import java.util.Optional;
import peaceofmind.contract.network.NetworkRung;

/**
 * The result of an evaluation of the ladder.
 *
 * @param order to execute once the history has been saved; empty for nothing
 * @param reboot why the device must be rebooted now ({@link NetworkReboot#merge}); empty if it must not
 */
public record NetworkDecision(
        NetworkState state,
        NetworkHistory history,
        List<Note> notes,
        Optional<RungOrder> order,
        Optional<String> reboot) {

    /** A rung to execute. */
    public record RungOrder(NetworkRung rung, String link, String reason) {}

    public NetworkDecision {
        notes = List.copyOf(notes);
    }
}
