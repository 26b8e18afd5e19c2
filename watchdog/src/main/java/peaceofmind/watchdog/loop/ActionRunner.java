package peaceofmind.watchdog.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import peaceofmind.watchdog.act.ActionResult;
import peaceofmind.watchdog.act.RestartMode;
import peaceofmind.watchdog.evidence.EvidenceCollector;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.Order.ServiceOrder;
import peaceofmind.watchdog.policy.OrderResult;

/** Carries out orders to services, each in a thread of its own; the loop collects how they ended. */
final class ActionRunner {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final EvidenceCollector evidence;
    private final ConcurrentLinkedQueue<OrderResult> results = new ConcurrentLinkedQueue<>();

    ActionRunner(EvidenceCollector evidence) {
        this.evidence = evidence;
    }

    /** Begins an order. The policy gives no second one to the same service before the end of the first is told. */
    void begin(WatchedService service, ServiceOrder order) {
        Thread.ofPlatform().daemon().name("act-" + service.name()).start(() -> {
            try {
                ActionResult result = carryOut(service, order);
                // The state that is seen after the result must be that after the action.
                service.unit().lookNow();
                results.add(new OrderResult(service.name(), result instanceof ActionResult.Done, result.detail()));
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException defect) {
                results.add(new OrderResult(service.name(), false, "defect in the watchdog: " + defect));
            }
        });
    }

    private ActionResult carryOut(WatchedService service, ServiceOrder order) throws InterruptedException {
        return switch (order) {
            case Order.Restart restart -> {
                Optional<String> kept = restart.kill() ? evidence(service, restart) : Optional.empty();
                RestartMode mode = restart.kill() ? RestartMode.KILL : RestartMode.ASK;
                ActionResult result = service.actuator().restart(mode, LIMIT);
                yield kept.isEmpty() ? result : withDetail(result, result.detail() + "; " + kept.get());
            }
            case Order.Stop _ -> service.actuator().stop(LIMIT);
            case Order.Start _ -> service.actuator().start(LIMIT);
        };
    }

    /** Evidence first: afterwards it is gone. Its collector never takes longer than its limit. */
    private Optional<String> evidence(WatchedService service, Order.Restart restart) {
        return Optional.of("evidence: "
                + evidence.collect(service.incident("restart", restart.reason()))
                        .summary());
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
