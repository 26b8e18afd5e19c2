// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.watchdog.act.ActionResult;
import peaceofmind.watchdog.act.RestartMode;
import peaceofmind.watchdog.evidence.EvidenceCollector;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.Order.ServiceOrder;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.ServicePolicy;
import peaceofmind.watchdog.policy.UnitState;

/** Executes orders to services, each service in a thread of its own; the loop collects their results. */
final class ActionRunner {

    private final EvidenceCollector evidence;
    private final ConcurrentLinkedQueue<OrderResult> results = new ConcurrentLinkedQueue<>();

    ActionRunner(EvidenceCollector evidence) {
        this.evidence = evidence;
    }

    /** Starts to execute an order; always has a result. The policy orders nothing else for the service before it has it. */
    void start(WatchedService service, ServiceOrder order) {
        UnitState unitAtDecision = service.unitAtDecision();
        if (!service.actions().submit(() -> run(service, order, unitAtDecision))) {
            results.add(new OrderResult(service.name(), false, "earlier actions have not finished yet"));
        }
    }

    /** Whatever is thrown is the result: the policy would wait minutes for one that is missing. */
    private void run(WatchedService service, ServiceOrder order, UnitState unitAtDecision) throws InterruptedException {
        ActionResult result = new ActionResult.Failed("interrupted: the watchdog stops");
        service.setActionInProgress(true);
        try {
            result = execute(service, order, unitAtDecision);
            // Whoever sees the result must also see the state after the action.
            service.unit().pollNow();
        } catch (RuntimeException defect) {
            result = new ActionResult.Failed("bug in the watchdog: " + ErrorText.of(defect));
        } catch (Error shortage) {
            result = new ActionResult.Failed("the watchdog is short of memory or threads: " + ErrorText.of(shortage));
        } finally {
            service.setActionInProgress(false);
            results.add(new OrderResult(service.name(), result instanceof ActionResult.Done, result.detail()));
        }
    }

    private ActionResult execute(WatchedService service, ServiceOrder order, UnitState unitAtDecision)
            throws InterruptedException {
        return switch (order) {
            case Order.Restart restart -> restart(service, restart, unitAtDecision);
            case Order.Stop _ -> service.actuator().stop(ServicePolicy.ACTION_TIMEOUT);
            case Order.Start _ -> service.actuator().start(ServicePolicy.ACTION_TIMEOUT);
        };
    }

    private ActionResult restart(WatchedService service, Order.Restart order, UnitState unitAtDecision)
            throws InterruptedException {
        // Evidence first, as the restart destroys it. The collector never takes longer than its timeout.
        String evidenceNote =
                order.kill() || !order.byOperator() ? "; evidence: " + collectEvidence(service, order) : "";
        if (!order.byOperator()
                && isBeingStopped(service.actuator().readStatus().state(), unitAtDecision)) {
            return new ActionResult.Failed("it was stopped on purpose in the meantime" + evidenceNote);
        }
        RestartMode mode = order.kill() ? RestartMode.KILL : RestartMode.GRACEFUL;
        ActionResult result = service.actuator().restart(mode, timeoutFor(service, mode));
        return withDetail(result, result.detail() + evidenceNote);
    }

    /**
     * An operator may have stopped it since its status was read, which can be seconds ago. A service that was stopping by then, and still
     * is, hangs, and is restarted.
     */
    private static boolean isBeingStopped(UnitState now, UnitState unitAtDecision) {
        return now == UnitState.STOPPED || (now == UnitState.DEACTIVATING && unitAtDecision != UnitState.DEACTIVATING);
    }

    private static Duration timeoutFor(WatchedService service, RestartMode mode) {
        return mode == RestartMode.GRACEFUL
                ? ServicePolicy.ACTION_TIMEOUT
                : service.config().policy().killTimeout();
    }

    private String collectEvidence(WatchedService service, Order.Restart order) {
        return evidence.collect(service.incidentContext("restart", order.reason()))
                .summary();
    }

    private static ActionResult withDetail(ActionResult result, String detail) {
        return switch (result) {
            case ActionResult.Done _ -> new ActionResult.Done(detail);
            case ActionResult.Failed _ -> new ActionResult.Failed(detail);
        };
    }

    /** The results since the last call. */
    List<OrderResult> drainResults() {
        List<OrderResult> drained = new ArrayList<>();
        for (OrderResult next = results.poll(); next != null; next = results.poll()) {
            drained.add(next);
        }
        return drained;
    }
}
