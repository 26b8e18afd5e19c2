package peaceofmind.watchdog.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import peaceofmind.watchdog.act.ActionResult;
import peaceofmind.watchdog.act.RestartMode;
import peaceofmind.watchdog.evidence.EvidenceCollector;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.Order.ServiceOrder;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.UnitState;

/** Carries out orders to services, each in a thread of its own; the loop collects how they ended. */
final class ActionRunner {

    private static final Duration ACTION_TIMEOUT = Duration.ofSeconds(30);

    /** However long the configuration lets a service take: the policy waits no longer than five minutes for the end of an order. */
    private static final Duration MAX_START_TIMEOUT = Duration.ofMinutes(3);

    private final EvidenceCollector evidence;
    private final ConcurrentLinkedQueue<OrderResult> results = new ConcurrentLinkedQueue<>();

    ActionRunner(EvidenceCollector evidence) {
        this.evidence = evidence;
    }

    /** Begins an order. The policy gives no second one to the same service before the end of the first is told. */
    void start(WatchedService service, ServiceOrder order) {
        UnitState unitAtDecision = service.unitAtDecision();
        Thread.ofPlatform().daemon().name("act-" + service.name()).start(() -> {
            service.unit().setActionInProgress(true);
            try {
                ActionResult result = execute(service, order, unitAtDecision);
                // The state that is seen after the result must be that after the action.
                service.unit().pollNow();
                results.add(new OrderResult(service.name(), result instanceof ActionResult.Done, result.detail()));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException defect) {
                results.add(new OrderResult(service.name(), false, "defect in the watchdog: " + defect));
            } finally {
                service.unit().setActionInProgress(false);
            }
        });
    }

    private ActionResult execute(WatchedService service, ServiceOrder order, UnitState unitAtDecision)
            throws InterruptedException {
        return switch (order) {
            case Order.Restart restart -> restart(service, restart, unitAtDecision);
            case Order.Stop _ -> service.actuator().stop(ACTION_TIMEOUT);
            case Order.Start _ -> service.actuator().start(ACTION_TIMEOUT);
        };
    }

    private ActionResult restart(WatchedService service, Order.Restart order, UnitState unitAtDecision)
            throws InterruptedException {
        // Evidence first: afterwards it is gone. Its collector never takes longer than its limit.
        String evidenceNote = order.kill() || !order.byOperator() ? "; evidence: " + collectEvidence(service, order) : "";
        if (!order.byOperator() && isBeingStopped(service.actuator().readStatus().state(), unitAtDecision)) {
            return new ActionResult.Failed("it was stopped on purpose in the meantime" + evidenceNote);
        }
        RestartMode mode = order.kill() ? RestartMode.KILL : RestartMode.GRACEFUL;
        ActionResult result = service.actuator().restart(mode, timeoutFor(service, mode));
        return withDetail(result, result.detail() + evidenceNote);
    }

    /**
     * An operator may have stopped it since the last look, which can be seconds old. One that was seen stopping and does not end is
     * restarted all the same.
     */
    private static boolean isBeingStopped(UnitState now, UnitState unitAtDecision) {
        return now == UnitState.STOPPED || (now == UnitState.DEACTIVATING && unitAtDecision != UnitState.DEACTIVATING);
    }

    /** What can't react needs no time to end, and its start is given up with its first beat. */
    private static Duration timeoutFor(WatchedService service, RestartMode mode) {
        Duration verify = service.config().policy().verifyWithin();
        return mode == RestartMode.GRACEFUL ? ACTION_TIMEOUT : verify.compareTo(MAX_START_TIMEOUT) < 0 ? verify : MAX_START_TIMEOUT;
    }

    private String collectEvidence(WatchedService service, Order.Restart order) {
        return evidence.collect(service.incidentContext("restart", order.reason())).summary();
    }

    private static ActionResult withDetail(ActionResult result, String detail) {
        return switch (result) {
            case ActionResult.Done _ -> new ActionResult.Done(detail);
            case ActionResult.Failed _ -> new ActionResult.Failed(detail);
        };
    }

    /** The orders that ended since the last call. */
    List<OrderResult> drainResults() {
        List<OrderResult> drained = new ArrayList<>();
        for (OrderResult next = results.poll(); next != null; next = results.poll()) {
            drained.add(next);
        }
        return drained;
    }
}
