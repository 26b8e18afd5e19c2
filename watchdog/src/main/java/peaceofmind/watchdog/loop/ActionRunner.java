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

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** However long the configuration lets a service take: the policy waits no longer than five minutes for the end of an order. */
    private static final Duration MAX_START = Duration.ofMinutes(3);

    private final EvidenceCollector evidence;
    private final ConcurrentLinkedQueue<OrderResult> results = new ConcurrentLinkedQueue<>();

    ActionRunner(EvidenceCollector evidence) {
        this.evidence = evidence;
    }

    /** Begins an order. The policy gives no second one to the same service before the end of the first is told. */
    void begin(WatchedService service, ServiceOrder order) {
        UnitState judged = service.judged();
        Thread.ofPlatform().daemon().name("act-" + service.name()).start(() -> {
            service.unit().acting(true);
            try {
                ActionResult result = carryOut(service, order, judged);
                // The state that is seen after the result must be that after the action.
                service.unit().lookNow();
                results.add(new OrderResult(service.name(), result instanceof ActionResult.Done, result.detail()));
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException defect) {
                results.add(new OrderResult(service.name(), false, "defect in the watchdog: " + defect));
            } finally {
                service.unit().acting(false);
            }
        });
    }

    private ActionResult carryOut(WatchedService service, ServiceOrder order, UnitState judged)
            throws InterruptedException {
        return switch (order) {
            case Order.Restart restart -> restart(service, restart, judged);
            case Order.Stop _ -> service.actuator().stop(LIMIT);
            case Order.Start _ -> service.actuator().start(LIMIT);
        };
    }

    private ActionResult restart(WatchedService service, Order.Restart order, UnitState judged)
            throws InterruptedException {
        // Evidence first: afterwards it is gone. Its collector never takes longer than its limit.
        String kept = order.kill() || !order.asked() ? "; evidence: " + evidence(service, order) : "";
        if (!order.asked() && isBeingStopped(service.actuator().look().state(), judged)) {
            return new ActionResult.Failed("it was stopped on purpose in the meantime" + kept);
        }
        RestartMode mode = order.kill() ? RestartMode.KILL : RestartMode.ASK;
        ActionResult result = service.actuator().restart(mode, limit(service, mode));
        return withDetail(result, result.detail() + kept);
    }

    /**
     * An operator may have stopped it since the last look, which can be seconds old. One that was seen stopping and does not end is
     * restarted all the same.
     */
    private static boolean isBeingStopped(UnitState now, UnitState judged) {
        return now == UnitState.STOPPED || (now == UnitState.DEACTIVATING && judged != UnitState.DEACTIVATING);
    }

    /** What can't react needs no time to end, and its start is given up with its first beat. */
    private static Duration limit(WatchedService service, RestartMode mode) {
        Duration verify = service.config().policy().verifyWithin();
        return mode == RestartMode.ASK ? LIMIT : verify.compareTo(MAX_START) < 0 ? verify : MAX_START;
    }

    private String evidence(WatchedService service, Order.Restart order) {
        return evidence.collect(service.incident("restart", order.reason())).summary();
    }

    private static ActionResult withDetail(ActionResult result, String detail) {
        return switch (result) {
            case ActionResult.Done _ -> new ActionResult.Done(detail);
            case ActionResult.Failed _ -> new ActionResult.Failed(detail);
        };
    }

    /** The orders that ended since the last call. */
    List<OrderResult> takeResults() {
        List<OrderResult> taken = new ArrayList<>();
        for (OrderResult next = results.poll(); next != null; next = results.poll()) {
            taken.add(next);
        }
        return taken;
    }
}
