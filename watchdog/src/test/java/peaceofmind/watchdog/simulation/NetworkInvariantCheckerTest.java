// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.LinkReading;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.watchdog.policy.NetworkDecision;
import peaceofmind.watchdog.policy.NetworkDecision.RungOrder;
import peaceofmind.watchdog.policy.NetworkHistory;
import peaceofmind.watchdog.policy.NetworkLadder;
import peaceofmind.watchdog.policy.NetworkObservation;
import peaceofmind.watchdog.policy.NetworkPolicy;
import peaceofmind.watchdog.policy.Note;

/** Wrong ladders, each of which the checker must catch. */
final class NetworkInvariantCheckerTest {

    private static final LayerReading DOWN = new LayerReading(LayerState.DOWN, "wrong");

    @Test
    void aLadderThatRepairsWhenTheInternetFailsIsCaught() {
        // It takes every failure for one of the link's.
        assertCaught(
                withReading(reading -> reading.internet().isUp()
                        ? reading
                        : new NetworkReading(
                                reading.links().stream()
                                        .map(link -> unassociated(link))
                                        .toList(),
                                DOWN,
                                DOWN,
                                DOWN,
                                false,
                                reading.sinceChange(),
                                reading.sessions())),
                NetworkInvariant.NO_REPAIR_WHILE_A_LAYER_ABOVE_WORKS);
    }

    private static LinkReading unassociated(LinkReading link) {
        return new LinkReading(link.name(), true, true, true, false, false, DOWN, DOWN, DOWN);
    }

    @Test
    void aLadderThatIgnoresChangesIsCaught() {
        assertCaught(
                withReading(reading -> new NetworkReading(
                        reading.links(),
                        reading.dns(),
                        reading.internet(),
                        reading.receivers(),
                        reading.intercepted(),
                        Duration.ofHours(1),
                        reading.sessions())),
                NetworkInvariant.NO_REPAIR_SOON_AFTER_A_CHANGE);
    }

    @Test
    void aLadderThatIgnoresSessionsIsCaught() {
        assertCaught(
                withReading(reading -> new NetworkReading(
                        reading.links(),
                        reading.dns(),
                        reading.internet(),
                        reading.receivers(),
                        reading.intercepted(),
                        reading.sinceChange(),
                        0)),
                NetworkInvariant.NO_REPAIR_WHILE_SOMEBODY_IS_LOGGED_IN);
    }

    @Test
    void aLadderThatIgnoresHoldsIsCaught() {
        assertCaught(
                withObservation(seen -> new NetworkObservation(
                        seen.time(),
                        seen.reading(),
                        seen.readingAge(),
                        false,
                        false,
                        seen.saveError(),
                        seen.rebootRefusal(),
                        seen.exit())),
                NetworkInvariant.NO_REPAIR_DURING_A_HOLD);
    }

    @Test
    void aLadderThatIgnoresTheDiskIsCaught() {
        assertCaught(
                withObservation(seen -> new NetworkObservation(
                        seen.time(),
                        seen.reading(),
                        seen.readingAge(),
                        seen.held(),
                        false,
                        Optional.empty(),
                        seen.rebootRefusal(),
                        seen.exit())),
                NetworkInvariant.NO_REPAIR_THAT_IS_NOT_COUNTED);
    }

    @Test
    void aLadderThatTrustsOldReadingsIsCaught() {
        assertCaught(
                withObservation(seen -> new NetworkObservation(
                        seen.time(),
                        seen.reading(),
                        Duration.ZERO,
                        seen.held(),
                        false,
                        seen.saveError(),
                        seen.rebootRefusal(),
                        seen.exit())),
                NetworkInvariant.NO_REPAIR_WITHOUT_FRESH_READINGS);
    }

    @Test
    void aLadderWithoutABudgetIsCaught() {
        assertCaught(
                (seen, state, history, policy) -> NetworkLadder.decide(
                        seen,
                        state,
                        new NetworkHistory(history.outage(), history.outageStarts(), List.of(), history.totals()),
                        policy),
                NetworkInvariant.REPAIRS_STAY_WITHIN_THE_BUDGET);
    }

    @Test
    void aLadderThatDoesNotWaitForItsRungIsCaught() {
        assertCaught(
                (seen, state, history, policy) -> {
                    NetworkDecision decision = NetworkLadder.decide(seen, state, history, policy);
                    Optional<RungOrder> again = decision.state()
                            .running()
                            .map(running -> new RungOrder(running.rung(), running.link(), "again"));
                    return new NetworkDecision(
                            decision.state(), decision.history(), decision.notes(), again, decision.reboot());
                },
                NetworkInvariant.ONE_REPAIR_AT_A_TIME);
    }

    @Test
    void aLadderThatRepairsNothingIsCaught() {
        assertCaught(
                (seen, state, history, _) -> NetworkLadder.decide(seen, state, history, NetworkPolicy.of(false, false)),
                NetworkInvariant.WHAT_CAN_BE_REPAIRED_IS_REPAIRED);
    }

    @Test
    void aLadderWhoseOutagesNeverEndIsCaught() {
        assertCaught(
                (seen, state, history, policy) -> {
                    NetworkDecision decision = NetworkLadder.decide(seen, state, history, policy);
                    NetworkHistory open = new NetworkHistory(
                            decision.history().outage().or(history::outage),
                            decision.history().outageStarts(),
                            decision.history().rungs(),
                            decision.history().totals());
                    return new NetworkDecision(decision.state(), open, List.of(), decision.order(), decision.reboot());
                },
                NetworkInvariant.EVERY_OUTAGE_ENDS);
    }

    @Test
    void aLadderThatRepairsAtBootIsCaught() {
        assertCaught(
                (seen, state, history, policy) -> {
                    NetworkDecision decision = NetworkLadder.decide(seen, state, history, policy);
                    boolean early = seen.time().uptime().compareTo(Duration.ofMinutes(2)) < 0;
                    Optional<RungOrder> order = early
                            ? decision.state()
                                    .judgement()
                                    .flatMap(judgement -> judgement.repair())
                                    .map(option -> new RungOrder(NetworkRung.RELOAD, option.link(), "boot"))
                            : decision.order();
                    return new NetworkDecision(
                            decision.state(), decision.history(), decision.notes(), order, decision.reboot());
                },
                NetworkInvariant.NO_REPAIR_SOON_AFTER_BOOT);
    }

    @Test
    void aLadderThatFillsTheJournalIsCaught() {
        assertCaught(
                (seen, state, history, policy) -> {
                    NetworkDecision decision = NetworkLadder.decide(seen, state, history, policy);
                    Note note = new Note(EventKind.NETWORK_CAUSE, Optional.of("network"), "again");
                    return new NetworkDecision(
                            decision.state(), decision.history(), List.of(note), decision.order(), decision.reboot());
                },
                NetworkInvariant.THE_JOURNAL_STAYS_BOUNDED);
    }

    @Test
    void aLadderThatRebootsAtOnceIsCaught() {
        assertCaught(
                withPolicy(policy -> NetworkPolicy.of(
                        policy.repair(),
                        false,
                        policy.powerCycle(),
                        policy.rebootAfter().map(_ -> Duration.ofHours(1)))),
                NetworkInvariant.NO_REBOOT_BEFORE_HOURS_OF_OUTAGE);
    }

    @Test
    void aLadderThatRebootsWhereItIsSwitchedOffIsCaught() {
        assertCaught(
                withPolicy(policy -> NetworkPolicy.of(
                        policy.repair(), false, policy.powerCycle(), Optional.of(Duration.ofHours(6)))),
                NetworkInvariant.NO_REBOOT_UNLESS_SWITCHED_ON);
    }

    @Test
    void aLadderThatPowersOffWhereItIsSwitchedOffIsCaught() {
        assertCaught(
                withPolicy(policy -> NetworkPolicy.of(policy.repair(), false, true, policy.rebootAfter())),
                NetworkInvariant.NO_POWER_CYCLE_UNLESS_SWITCHED_ON);
    }

    @Test
    void aLadderThatIgnoresRecordingsAndTheBudgetOfRebootsIsCaught() {
        NetworkLadderFunction wrong = withObservation(seen -> new NetworkObservation(
                seen.time(),
                seen.reading(),
                seen.readingAge(),
                seen.held(),
                seen.rebooting(),
                seen.saveError(),
                Optional.empty(),
                seen.exit()));
        assertCaught(wrong, NetworkInvariant.NO_REBOOT_WHILE_RECORDING);
    }

    @Test
    void aLadderThatRebootsForWhatOthersCausedIsCaught() {
        // It requests one whenever the network has been away for hours.
        assertCaught(alwaysRebooting(), NetworkInvariant.NO_REPAIR_OF_WHAT_OTHERS_CAUSED);
    }

    @Test
    void aLadderThatRebootsBeforeItsOtherRungsIsCaught() {
        assertCaught(alwaysRebooting(), NetworkInvariant.NO_REBOOT_BEFORE_EVERY_OTHER_RUNG);
    }

    @Test
    void aLadderThatRebootsWithSomebodyLoggedInIsCaught() {
        assertCaught(alwaysRebooting(), NetworkInvariant.NO_REPAIR_WHILE_SOMEBODY_IS_LOGGED_IN);
    }

    @Test
    void aLadderThatForgetsItsRebootsIsCaught() {
        assertCaught(
                (seen, state, history, policy) -> NetworkLadder.decide(
                        seen,
                        state,
                        new NetworkHistory(
                                history.outage(),
                                history.outageStarts(),
                                history.rungs().stream()
                                        .filter(rung -> rung.rung() != NetworkRung.REBOOT)
                                        .toList(),
                                history.totals()),
                        policy),
                NetworkInvariant.REBOOTS_STAY_WITHIN_THE_BUDGET);
    }

    @Test
    void aRebootWithoutAResultIsCaught() {
        assertCaught(
                (seen, state, history, policy) -> {
                    NetworkDecision decision = NetworkLadder.decide(seen, state, history, policy);
                    Optional<NetworkHistory.RungRecord> running = history.rungs().stream()
                            .filter(rung -> rung.result() == NetworkHistory.RungResult.RUNNING
                                    && rung.rung() == NetworkRung.REBOOT)
                            .findFirst();
                    return running.isEmpty()
                            ? decision
                            : new NetworkDecision(
                                    decision.state(), history, List.of(), Optional.empty(), Optional.empty());
                },
                NetworkInvariant.EVERY_REBOOT_HAS_A_RESULT);
    }

    private static NetworkLadderFunction alwaysRebooting() {
        return (seen, state, history, policy) -> {
            NetworkDecision decision = NetworkLadder.decide(seen, state, history, policy);
            boolean hours = decision.state()
                    .badSince()
                    .filter(since -> seen.time().poweredOn().minus(since).compareTo(Duration.ofHours(6)) >= 0)
                    .isPresent();
            boolean allowed =
                    policy.rebootAfter().isPresent() && seen.rebootRefusal().isEmpty();
            return new NetworkDecision(
                    decision.state(),
                    decision.history(),
                    decision.notes(),
                    Optional.empty(),
                    hours && allowed && seen.saveError().isEmpty() && !seen.rebooting() && !seen.held()
                            ? Optional.of("hours")
                            : Optional.empty());
        };
    }

    private static NetworkLadderFunction withPolicy(UnaryOperator<NetworkPolicy> wrong) {
        return (seen, state, history, policy) -> NetworkLadder.decide(seen, state, history, wrong.apply(policy));
    }

    private static NetworkLadderFunction withReading(UnaryOperator<NetworkReading> wrong) {
        return withObservation(seen -> new NetworkObservation(
                seen.time(),
                seen.reading().map(wrong),
                seen.readingAge(),
                seen.held(),
                seen.rebooting(),
                seen.saveError(),
                seen.rebootRefusal(),
                seen.exit()));
    }

    private static NetworkLadderFunction withObservation(UnaryOperator<NetworkObservation> wrong) {
        return (seen, state, history, policy) -> NetworkLadder.decide(wrong.apply(seen), state, history, policy);
    }

    /** One of many devices shows it; others may show that the ladder is wrong in another way, too. */
    private static void assertCaught(NetworkLadderFunction wrong, NetworkInvariant expected) {
        Set<NetworkInvariant> violated = EnumSet.noneOf(NetworkInvariant.class);
        for (long seed = 0; seed < 200 && !violated.contains(expected); seed++) {
            try {
                NetworkSimulation.of(seed, wrong).run(10);
            } catch (NetworkViolation violation) {
                violated.add(violation.invariant());
            }
        }
        assertThat(violated).contains(expected);
    }
}
