// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import java.util.Optional;

/**
 * Where a reading of the network shows a fault.
 *
 * @param failing the lowest layer that fails; empty if none is known to
 * @param sentence for people; empty if nothing fails
 * @param nextStep what a person can do; empty if nothing fails
 * @param repair empty when the cause is elsewhere, is a person's deed, or when any layer above the fault works
 */
public record NetworkJudgement(
        Optional<NetworkLayer> failing,
        NetworkFault fault,
        String sentence,
        String nextStep,
        Optional<RepairOption> repair) {

    static final NetworkJudgement NOTHING_FAILS =
            new NetworkJudgement(Optional.empty(), NetworkFault.NONE, "", "", Optional.empty());

    static NetworkJudgement of(NetworkLayer failing, NetworkFault fault, String sentence, String nextStep) {
        return new NetworkJudgement(Optional.of(failing), fault, sentence, nextStep, Optional.empty());
    }

    NetworkJudgement repairedBy(RepairOption option) {
        return LinkReading.isRepairableName(option.link())
                ? new NetworkJudgement(failing, fault, sentence, nextStep, Optional.of(option))
                : this;
    }

    /** Whether the device is cut off: receivers that fail alone are not the network. */
    public boolean isOutage() {
        return failing.filter(layer -> layer != NetworkLayer.RECEIVERS).isPresent();
    }
}
