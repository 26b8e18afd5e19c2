// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import peaceofmind.contract.event.EventKind;
import peaceofmind.watchdog.policy.Decision;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.HeartbeatObservation;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.Note;
import peaceofmind.watchdog.policy.Observation;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.ServiceHistory;
import peaceofmind.watchdog.policy.ServiceObservation;
import peaceofmind.watchdog.policy.ServicePolicy;
import peaceofmind.watchdog.policy.ServiceState;
import peaceofmind.watchdog.policy.State;
import peaceofmind.watchdog.policy.UnitState;
import peaceofmind.watchdog.policy.WatchdogPolicy;

/** The checker can fail: policies that are each wrong in one way are caught at the invariant that they violate. */
final class InvariantCheckerTest {

    private static final int DEVICES = 400;

    @Test
    void aPolicyThatWaitsTwiceAsLongIsCaught() {
        assertCaught(
                Invariant.A_SILENT_SERVICE_IS_DEALT_WITH_IN_TIME,
                configured(service -> withLimits(
                        service,
                        service.staleAfter().multipliedBy(2),
                        service.startGrace().multipliedBy(2))));
    }

    @Test
    void aPolicyThatGivesNoStartGraceIsCaught() {
        assertCaught(
                Invariant.NO_RESTART_OF_A_HEALTHY_SERVICE,
                configured(service -> withLimits(service, service.staleAfter(), service.staleAfter())));
    }

    @Test
    void aPolicyThatRestartsForANetworkLossIsCaught() {
        assertCaught(
                Invariant.NETWORK_LOSS_CAUSES_NO_RESTART,
                configured(service -> new ServicePolicy(
                        service.name(),
                        service.staleAfter(),
                        service.startGrace(),
                        service.verifyWithin(),
                        service.maxRestarts(),
                        service.restartWindow(),
                        Optional.of(Duration.ofSeconds(50)))));
    }

    @Test
    void aPolicyWithoutARebootBudgetIsCaught() {
        assertCaught(Invariant.REBOOTS_STAY_WITHIN_THE_BUDGET, devicePolicy(99, 99, Duration.ofMinutes(10)));
    }

    @Test
    void aPolicyThatCountsSilenceFromItsOwnRestartsIsCaught() {
        assertCaught(Invariant.SILENCE_IS_TRUE, (observation, state, policy) -> {
            Decision decision = WatchdogPolicy.decide(observation, state, policy);
            boolean restarted = decision.orders().stream().anyMatch(Order.Restart.class::isInstance);
            State counted = services(
                    decision.state(),
                    service ->
                            restarted ? silentSince(service, observation.time().poweredOn()) : service);
            return new Decision(counted, decision.orders(), decision.notes(), decision.replies());
        });
    }

    @Test
    void aPolicyThatRebootsSoonAfterBootIsCaught() {
        assertCaught(Invariant.NO_REBOOT_SOON_AFTER_BOOT, devicePolicy(1, 3, Duration.ZERO));
    }

    @Test
    void aPolicyThatForgetsItsRebootsIsCaught() {
        assertCaught(
                Invariant.REBOOTS_STAY_WITHIN_THE_BUDGET,
                changedHistory(history -> new History(
                        history.bootId(),
                        List.of(),
                        history.services(),
                        history.holds(),
                        history.totals(),
                        history.incidents())));
    }

    @Test
    void aPolicyThatOrdersNothingIsCaught() {
        assertCaught(
                Invariant.A_SILENT_SERVICE_IS_DEALT_WITH_IN_TIME,
                (observation, state, policy) -> withoutOrders(WatchdogPolicy.decide(observation, state, policy)),
                Invariant.RECOVERS_ONCE_THE_FAULT_IS_GONE,
                Invariant.A_FAILED_SERVICE_IS_DEALT_WITH_IN_TIME);
    }

    @Test
    void aPolicyThatIgnoresHoldsIsCaught() {
        assertCaught(
                Invariant.A_HOLD_IS_RESPECTED,
                changedHistory(history -> new History(
                        history.bootId(),
                        history.reboots(),
                        history.services(),
                        List.of(),
                        history.totals(),
                        history.incidents())));
    }

    @Test
    void aPolicyThatStartsWhatAnOperatorStoppedIsCaught() {
        assertCaught(Invariant.AN_OPERATORS_STOP_IS_RESPECTED, (observation, state, policy) -> {
            State changedState = withHistory(state, InvariantCheckerTest::withoutStops);
            return WatchdogPolicy.decide(
                    withObservations(observation, InvariantCheckerTest::stoppedAsFailed), changedState, policy);
        });
    }

    @Test
    void aPolicyThatCountsItsOwnDowntimeIsCaught() {
        assertCaught(
                Invariant.NO_RESTART_OF_A_HEALTHY_SERVICE,
                (observation, state, policy) -> {
                    Duration gap = observation.sinceLast().minusSeconds(2);
                    State changedState = gap.isPositive() ? withExtraSilence(state, gap) : state;
                    return WatchdogPolicy.decide(observation, changedState, policy);
                },
                Invariant.NO_REBOOT_WITHOUT_NEED);
    }

    @Test
    void aPolicyThatNeverReturnsToNormalIsCaught() {
        assertCaught(
                Invariant.GAVE_UP_IS_CLEARED_ONCE_HEALTHY,
                (observation, state, policy) -> WatchdogPolicy.decide(
                        observation, services(state, InvariantCheckerTest::neverHealthy), policy));
    }

    @Test
    void aPolicyThatOrdersTwiceIsCaught() {
        assertCaught(Invariant.ONE_ORDER_AT_A_TIME, (observation, state, policy) -> {
            Decision decision = WatchdogPolicy.decide(observation, state, policy);
            List<Order> twice = new ArrayList<>(decision.orders());
            twice.addAll(decision.orders());
            return new Decision(decision.state(), twice, decision.notes(), decision.replies());
        });
    }

    @Test
    void aPolicyThatGivesNoReasonIsCaught() {
        assertCaught(Invariant.EVERY_ORDER_HAS_A_REASON, (observation, state, policy) -> {
            Decision decision = WatchdogPolicy.decide(observation, state, policy);
            List<Order> orders = decision.orders().stream()
                    .map(order -> order instanceof Order.Restart restart
                            ? new Order.Restart(restart.service(), restart.kill(), " ")
                            : order)
                    .toList();
            return new Decision(decision.state(), orders, decision.notes(), decision.replies());
        });
    }

    @Test
    void aPolicyThatTakesATornHeartbeatForAFailureIsCaught() {
        assertCaught(
                Invariant.NO_RESTART_FOR_WHAT_A_HEARTBEAT_HOLDS,
                (observation, state, policy) -> WatchdogPolicy.decide(
                        withObservations(observation, InvariantCheckerTest::rejectedAsFailed), state, policy),
                Invariant.NO_RESTART_OF_A_HEALTHY_SERVICE);
    }

    @Test
    void aPolicyThatTakesARestartThatHelpedForAFailedOneIsCaught() {
        assertCaught(
                Invariant.NO_GIVING_UP_WHILE_RESTARTS_HELP,
                changedHistory(InvariantCheckerTest::withoutResults),
                Invariant.NO_REBOOT_WITHOUT_NEED,
                Invariant.A_SILENT_SERVICE_IS_DEALT_WITH_IN_TIME);
    }

    @Test
    void aPolicyThatRebootsAfterOneRestartIsCaught() {
        assertCaught(
                Invariant.NO_REBOOT_WITHOUT_NEED,
                configured(service -> new ServicePolicy(
                        service.name(),
                        service.staleAfter(),
                        service.startGrace(),
                        service.verifyWithin(),
                        1,
                        service.restartWindow(),
                        service.restartOnErrorAfter())),
                Invariant.NO_GIVING_UP_WHILE_RESTARTS_HELP,
                Invariant.A_SILENT_SERVICE_IS_DEALT_WITH_IN_TIME);
    }

    @Test
    void aPolicyThatNeverSaysThatAServiceRecoveredIsCaught() {
        assertCaught(
                Invariant.EVERY_INCIDENT_ENDS_AND_HAS_ITS_LENGTH,
                notes(note -> note.kind() == EventKind.RECOVERED
                        ? new Note(EventKind.SERVICE_STATE, note.service(), note.reason())
                        : note));
    }

    @Test
    void aPolicyThatCountsALengthFromItsLastRestartIsCaught() {
        assertCaught(
                Invariant.EVERY_INCIDENT_ENDS_AND_HAS_ITS_LENGTH,
                notes(note -> new Note(
                        note.kind(),
                        note.service(),
                        note.reason(),
                        note.sinceGoodBeat().map(length -> length.dividedBy(5)))));
    }

    @Test
    void aPolicyThatEndsAnIncidentBeforeTheServiceIsWellIsCaught() {
        assertCaught(
                Invariant.EVERY_INCIDENT_ENDS_AND_HAS_ITS_LENGTH,
                notes(note -> note.kind() == EventKind.RESTART_FAILED
                        ? new Note(EventKind.RECOVERED, note.service(), note.reason(), note.sinceGoodBeat())
                        : note));
    }

    private static PolicyFunction notes(UnaryOperator<Note> change) {
        return (observation, state, policy) -> {
            Decision decision = WatchdogPolicy.decide(observation, state, policy);
            List<Note> changed = decision.notes().stream().map(change).toList();
            return new Decision(decision.state(), decision.orders(), changed, decision.replies());
        };
    }

    /** Some devices detect the expected violation; a wrong policy may violate other invariants as well. */
    private static void assertCaught(Invariant expected, PolicyFunction faulty, Invariant... others) {
        List<Invariant> tolerated = List.of(others);
        for (long seed = 0; seed < DEVICES; seed++) {
            try {
                Simulation.of(seed, 20, faulty).run();
            } catch (InvariantViolation violation) {
                if (violation.invariant() == expected) {
                    assertThat(violation).hasMessageContaining("-Dsimulation.seed=" + seed);
                    return;
                }
                assertThat(tolerated).as(violation.getMessage()).contains(violation.invariant());
            }
        }
        throw new AssertionError("not caught in " + DEVICES + " devices' lives: " + expected);
    }

    private static PolicyFunction configured(UnaryOperator<ServicePolicy> change) {
        return (observation, state, policy) -> WatchdogPolicy.decide(
                observation,
                state,
                new Policy(
                        policy.device(), policy.services().stream().map(change).toList(), false));
    }

    private static ServicePolicy withLimits(ServicePolicy service, Duration staleAfter, Duration startGrace) {
        return new ServicePolicy(
                service.name(),
                staleAfter,
                startGrace,
                service.verifyWithin(),
                service.maxRestarts(),
                service.restartWindow(),
                service.restartOnErrorAfter());
    }

    private static PolicyFunction devicePolicy(int perHour, int perDay, Duration quietAfterBoot) {
        return (observation, state, policy) -> {
            DevicePolicy original = policy.device();
            DevicePolicy faulty = new DevicePolicy(
                    perHour,
                    perDay,
                    quietAfterBoot,
                    original.forceRebootAfter(),
                    original.abandonRebootAfter(),
                    original.retryAfter(),
                    original.normalAfter(),
                    original.maxHold(),
                    original.rebootUncountedAfter());
            return WatchdogPolicy.decide(observation, state, new Policy(faulty, policy.services(), false));
        };
    }

    private static PolicyFunction changedHistory(UnaryOperator<History> change) {
        return (observation, state, policy) -> WatchdogPolicy.decide(observation, withHistory(state, change), policy);
    }

    private static State withHistory(State state, UnaryOperator<History> change) {
        return new State(state.reboot(), state.services(), change.apply(state.history()));
    }

    private static History withoutStops(History history) {
        Map<String, ServiceHistory> services = new LinkedHashMap<>();
        history.services()
                .forEach((name, service) -> services.put(
                        name,
                        new ServiceHistory(
                                service.restarts(),
                                service.unansweredRestarts(),
                                service.helpfulRestarts(),
                                service.gaveUpAt(),
                                false,
                                service.instability(),
                                service.lastBeat())));
        return new History(
                history.bootId(), history.reboots(), services, history.holds(), history.totals(), history.incidents());
    }

    private static History withoutResults(History history) {
        Map<String, ServiceHistory> services = new LinkedHashMap<>();
        history.services()
                .forEach((name, service) -> services.put(
                        name,
                        new ServiceHistory(
                                service.restarts(),
                                service.restarts(),
                                List.of(),
                                service.gaveUpAt(),
                                service.stoppedByOperator(),
                                service.instability(),
                                service.lastBeat())));
        return new History(
                history.bootId(), history.reboots(), services, history.holds(), history.totals(), history.incidents());
    }

    private static Decision withoutOrders(Decision decision) {
        return new Decision(decision.state(), List.of(), decision.notes(), decision.replies());
    }

    private static Observation withObservations(Observation observation, UnaryOperator<ServiceObservation> change) {
        return new Observation(
                observation.time(),
                observation.bootId(),
                observation.sinceLast(),
                observation.services().stream().map(change).toList(),
                observation.finishedOrders(),
                observation.requests());
    }

    private static ServiceObservation stoppedAsFailed(ServiceObservation observed) {
        UnitState unit = observed.unit() == UnitState.STOPPED ? UnitState.FAILED : observed.unit();
        return new ServiceObservation(
                observed.service(),
                observed.heartbeat(),
                observed.heartbeatAge(),
                unit,
                observed.runId(),
                observed.beatenInRun());
    }

    private static ServiceObservation rejectedAsFailed(ServiceObservation observed) {
        UnitState unit =
                observed.heartbeat() instanceof HeartbeatObservation.Unreadable ? UnitState.FAILED : observed.unit();
        return new ServiceObservation(
                observed.service(),
                observed.heartbeat(),
                observed.heartbeatAge(),
                unit,
                observed.runId(),
                observed.beatenInRun());
    }

    private static State services(State state, UnaryOperator<ServiceState> change) {
        Map<String, ServiceState> services = new LinkedHashMap<>();
        state.services().forEach((name, service) -> services.put(name, change.apply(service)));
        return new State(state.reboot(), services, state.history());
    }

    private static State withExtraSilence(State state, Duration more) {
        return services(state, service -> changed(service, service.silence().plus(more), service.healthyFor()));
    }

    private static ServiceState neverHealthy(ServiceState service) {
        return changed(service, service.silence(), Duration.ZERO);
    }

    private static ServiceState silentSince(ServiceState service, Duration lastBeat) {
        return changed(service, service.silence(), service.healthyFor(), lastBeat);
    }

    private static ServiceState changed(ServiceState service, Duration silence, Duration healthy) {
        return changed(service, silence, healthy, service.lastBeat());
    }

    private static ServiceState changed(ServiceState service, Duration silence, Duration healthy, Duration lastBeat) {
        return new ServiceState(
                service.phase(),
                silence,
                service.beatenSinceStart(),
                healthy,
                service.inErrorFor(),
                service.failedFor(),
                service.sinceLastRestart(),
                service.runId(),
                service.staleReported(),
                service.heartbeatFault(),
                service.externalRestarts(),
                service.secondInstance(),
                service.reportedFaults(),
                service.lastGoodBeat(),
                lastBeat);
    }
}
