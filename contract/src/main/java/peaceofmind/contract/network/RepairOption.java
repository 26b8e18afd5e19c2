// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import java.util.List;

/**
 * What this device could do about a failure itself.
 *
 * @param link the interface's name
 * @param rungs of the interface, in the order in which to try them; never empty; which of them are switched on is known to the ladder
 * @param isKnown whether the kernel reported the cause: then there is no reason to wait and see
 */
public record RepairOption(String link, List<NetworkRung> rungs, boolean isKnown) {

    public RepairOption {
        rungs = List.copyOf(rungs);
    }
}
