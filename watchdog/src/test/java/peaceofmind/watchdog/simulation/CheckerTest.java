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
import peaceofmind.watchdog.policy.Decision;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.Observation;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.Pulse;
import peaceofmind.watchdog.policy.ServiceHistory;
import peaceofmind.watchdog.policy.ServicePolicy;
import peaceofmind.watchdog.policy.ServiceSight;
import peaceofmind.watchdog.policy.ServiceState;
import peaceofmind.watchdog.policy.State;
import peaceofmind.watchdog.policy.UnitState;
import peaceofmind.watchdog.policy.WatchdogPolicy;

/** The checker can fail: policies that are wrong in one way each are caught at the promise that they break. */
final class CheckerTest {

    private static final int DEVICES = 400;

    @Test
    void aPolicyThatWaitsTwiceAsLongIsCaught() {
        assertCaught(
                Promise.A_SILENT_SERVICE_IS_DEALT_WITH_IN_TIME,
                configured(service -> limits(
                        service,
                        service.staleAfter().multipliedBy(2),
                        service.startGrace().multipliedBy(2))));
    }

    @Test
    void aPolicyThatGivesNoStartGraceIsCaught() {
        assertCaught(
                Promise.NO_RESTART_OF_A_HEALTHY_SERVICE,
                configured(service -> limits(service, service.staleAfter(), service.staleAfter())));
    }

    @Test
    void aPolicyThatRestartsForANetworkLossIsCaught() {
        assertCaught(
                Promise.NETWORK_LOSS_IS_NO_REASON,
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
        assertCaught(Promise.REBOOTS_STAY_WITHIN_THE_BUDGET, device(99, 99, Duration.ofMinutes(10)));
    }

    @Test
    void aPolicyThatRebootsSoonAfterBootIsCaught() {
        assertCaught(Promise.NO_REBOOT_SOON_AFTER_BOOT, device(1, 3, Duration.ZERO));
    }

    @Test
    void aPolicyThatForgetsItsRebootsIsCaught() {
        assertCaught(
                Promise.REBOOTS_STAY_WITHIN_THE_BUDGET,
                history(history -> new History(history.bootId(), List.of(), history.services(), history.holds())));
    }

    @Test
    void aPolicyThatOnlyTalksIsCaught() {
        assertCaught(
                Promise.A_SILENT_SERVICE_IS_DEALT_WITH_IN_TIME,
                (observation, state, policy) -> withoutOrders(WatchdogPolicy.decide(observation, state, policy)),
                Promise.RECOVERS_ONCE_THE_FAULT_IS_GONE,
                Promise.A_FAILED_SERVICE_IS_DEALT_WITH_IN_TIME);
    }

    @Test
    void aPolicyThatIgnoresHoldsIsCaught() {
        assertCaught(
                Promise.A_HOLD_IS_RESPECTED,
                history(history -> new History(history.bootId(), history.reboots(), history.services(), List.of())));
    }

    @Test
    void aPolicyThatStartsWhatAnOperatorStoppedIsCaught() {
        assertCaught(Promise.AN_OPERATORS_STOP_IS_RESPECTED, (observation, state, policy) -> {
            State forgetful = withHistory(state, CheckerTest::withoutStops);
            return WatchdogPolicy.decide(seen(observation, CheckerTest::stoppedAsFailed), forgetful, policy);
        });
    }

    @Test
    void aPolicyThatCountsItsOwnAbsenceIsCaught() {
        assertCaught(Promise.NO_RESTART_OF_A_HEALTHY_SERVICE, (observation, state, policy) -> {
            Duration missed = observation.sinceLast().minusSeconds(2);
            State later = missed.isPositive() ? silentFor(state, missed) : state;
            return WatchdogPolicy.decide(observation, later, policy);
        });
    }

    @Test
    void aPolicyThatNeverReturnsToNormalIsCaught() {
        assertCaught(
                Promise.GIVING_UP_ENDS,
                (observation, state, policy) ->
                        WatchdogPolicy.decide(observation, services(state, CheckerTest::neverHealthy), policy));
    }

    @Test
    void aPolicyThatOrdersTwiceIsCaught() {
        assertCaught(Promise.ONE_ORDER_AT_A_TIME, (observation, state, policy) -> {
            Decision decision = WatchdogPolicy.decide(observation, state, policy);
            List<Order> twice = new ArrayList<>(decision.orders());
            twice.addAll(decision.orders());
            return new Decision(decision.state(), twice, decision.notes(), decision.answers());
        });
    }

    @Test
    void aPolicyThatGivesNoReasonIsCaught() {
        assertCaught(Promise.EVERY_ORDER_HAS_A_REASON, (observation, state, policy) -> {
            Decision decision = WatchdogPolicy.decide(observation, state, policy);
            List<Order> silent = decision.orders().stream()
                    .map(order -> order instanceof Order.Restart restart
                            ? new Order.Restart(restart.service(), restart.kill(), " ")
                            : order)
                    .toList();
            return new Decision(decision.state(), silent, decision.notes(), decision.answers());
        });
    }

    @Test
    void aPolicyThatTakesATornHeartbeatForARefusalOfLifeIsCaught() {
        assertCaught(
                Promise.NO_RESTART_OF_A_HEALTHY_SERVICE,
                (observation, state, policy) ->
                        WatchdogPolicy.decide(seen(observation, CheckerTest::tornAsFailed), state, policy));
    }

    @Test
    void aPolicyThatRebootsAfterOneRestartIsCaught() {
        assertCaught(
                Promise.NO_REBOOT_WITHOUT_NEED,
                configured(service -> new ServicePolicy(
                        service.name(),
                        service.staleAfter(),
                        service.startGrace(),
                        service.verifyWithin(),
                        1,
                        service.restartWindow(),
                        service.restartOnErrorAfter())),
                Promise.A_SILENT_SERVICE_IS_DEALT_WITH_IN_TIME);
    }

    /** Some devices catch it, and what they say is broken is what is expected; a wrong policy may break another promise besides. */
    private static void assertCaught(Promise expected, Decider wrong, Promise... besides) {
        List<Promise> tolerated = List.of(besides);
        for (long seed = 0; seed < DEVICES; seed++) {
            try {
                Life.of(seed, 20, wrong).live();
            } catch (BrokenPromise broken) {
                if (broken.promise() == expected) {
                    assertThat(broken).hasMessageContaining("-Dsimulation.seed=" + seed);
                    return;
                }
                assertThat(tolerated).as(broken.getMessage()).contains(broken.promise());
            }
        }
        throw new AssertionError("not caught in " + DEVICES + " devices' lives: " + expected);
    }

    private static Decider configured(UnaryOperator<ServicePolicy> change) {
        return (observation, state, policy) -> WatchdogPolicy.decide(
                observation,
                state,
                new Policy(
                        policy.device(), policy.services().stream().map(change).toList(), false));
    }

    private static ServicePolicy limits(ServicePolicy service, Duration staleAfter, Duration startGrace) {
        return new ServicePolicy(
                service.name(),
                staleAfter,
                startGrace,
                service.verifyWithin(),
                service.maxRestarts(),
                service.restartWindow(),
                service.restartOnErrorAfter());
    }

    private static Decider device(int perHour, int perDay, Duration quiet) {
        return (observation, state, policy) -> {
            DevicePolicy right = policy.device();
            DevicePolicy wrong = new DevicePolicy(
                    perHour,
                    perDay,
                    quiet,
                    right.forceRebootAfter(),
                    right.abandonRebootAfter(),
                    right.retryAfter(),
                    right.normalAfter(),
                    right.maxHold());
            return WatchdogPolicy.decide(observation, state, new Policy(wrong, policy.services(), false));
        };
    }

    private static Decider history(UnaryOperator<History> forget) {
        return (observation, state, policy) -> WatchdogPolicy.decide(observation, withHistory(state, forget), policy);
    }

    private static State withHistory(State state, UnaryOperator<History> change) {
        return new State(state.reboot(), state.services(), change.apply(state.history()));
    }

    private static History withoutStops(History history) {
        Map<String, ServiceHistory> services = new LinkedHashMap<>();
        history.services()
                .forEach((name, service) ->
                        services.put(name, new ServiceHistory(service.restarts(), service.gaveUpAt(), false)));
        return new History(history.bootId(), history.reboots(), services, history.holds());
    }

    private static Decision withoutOrders(Decision decision) {
        return new Decision(decision.state(), List.of(), decision.notes(), decision.answers());
    }

    private static Observation seen(Observation observation, UnaryOperator<ServiceSight> change) {
        return new Observation(
                observation.time(),
                observation.bootId(),
                observation.sinceLast(),
                observation.services().stream().map(change).toList(),
                observation.finished(),
                observation.requests());
    }

    private static ServiceSight stoppedAsFailed(ServiceSight sight) {
        UnitState unit = sight.unit() == UnitState.STOPPED ? UnitState.FAILED : sight.unit();
        return new ServiceSight(sight.service(), sight.pulse(), unit, sight.run());
    }

    private static ServiceSight tornAsFailed(ServiceSight sight) {
        UnitState unit = sight.pulse() instanceof Pulse.Refused ? UnitState.FAILED : sight.unit();
        return new ServiceSight(sight.service(), sight.pulse(), unit, sight.run());
    }

    private static State services(State state, UnaryOperator<ServiceState> change) {
        Map<String, ServiceState> services = new LinkedHashMap<>();
        state.services().forEach((name, service) -> services.put(name, change.apply(service)));
        return new State(state.reboot(), services, state.history());
    }

    private static State silentFor(State state, Duration more) {
        return services(state, service -> changed(service, service.silence().plus(more), service.healthy()));
    }

    private static ServiceState neverHealthy(ServiceState service) {
        return changed(service, service.silence(), Duration.ZERO);
    }

    private static ServiceState changed(ServiceState service, Duration silence, Duration healthy) {
        return new ServiceState(
                service.phase(),
                silence,
                service.beatenSinceStart(),
                healthy,
                service.inError(),
                service.failed(),
                service.sinceTry(),
                service.fruitless(),
                service.run(),
                service.staleNoted(),
                service.others());
    }
}
