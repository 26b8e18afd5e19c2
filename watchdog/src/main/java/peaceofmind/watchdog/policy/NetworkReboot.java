// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.incident.Incident;
import peaceofmind.watchdog.policy.State.RebootPhase;
import peaceofmind.watchdog.policy.State.RebootUnderWay;

/** The last rung of the network's ladder: a reboot like any other, within the same budget, and executed by the same steps. */
public final class NetworkReboot {

    private NetworkReboot() {}

    /**
     * Why the device must not be rebooted for its network now; empty if it may.
     *
     * @param recording whether a service reports that it records, or finishes a recording
     */
    public static Optional<String> refusal(
            DevicePolicy policy, History history, DeviceTime time, Optional<String> saveError, boolean recording) {
        if (recording) {
            return Optional.of("a recording is under way");
        } else if (!history.holds().isEmpty()) {
            return Optional.of(
                    "somebody holds " + history.holds().getFirst().service().orElse("the device"));
        }
        return RebootBudget.refusal(policy, history, time, saveError);
    }

    /** The policy's decision with that of the ladder. If the ladder requests a reboot, it is under way and counted. */
    public static Decision merge(Decision decision, NetworkDecision network, DeviceTime time) {
        List<Note> notes = new ArrayList<>(decision.notes());
        notes.addAll(network.notes());
        State state = decision.state().withNetwork(network.history());
        if (network.reboot().isEmpty()) {
            return new Decision(state, decision.orders(), notes, decision.replies());
        }
        String reason = Incident.NETWORK + ": " + network.reboot().get();
        History counted = state.history()
                .withTotals(state.history().totals().withReboot())
                .withReboot(new RebootRecord(time.poweredOn(), reason));
        List<Order> orders = new ArrayList<>(decision.orders());
        orders.add(new Order.Reboot(reason, true));
        notes.add(new Note(EventKind.REBOOT, Optional.empty(), "reboot: " + reason));
        State rebooting = new State(
                Optional.of(new RebootUnderWay(RebootPhase.ORDERED, Duration.ZERO)),
                state.services(),
                counted,
                state.dryRunHistory());
        return new Decision(rebooting, orders, notes, decision.replies());
    }
}
