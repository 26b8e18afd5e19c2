// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.UnitState;

/**
 * Executes orders to services, with delays and occasional failures. Like the runtime, it checks the service again right before an
 * automatic restart, and leaves it alone if it was stopped meanwhile.
 */
final class SimulatedSystemd {

    private record PendingOrder(Order.ServiceOrder order, long endsAt, boolean succeeds) {}

    private final Random random;
    private final Map<String, PendingOrder> pendingOrders = new HashMap<>();
    private final Set<String> orphans = new HashSet<>();
    private long failsUntil = -1;

    SimulatedSystemd(Random random) {
        this.random = random;
    }

    void failUntil(long end) {
        failsUntil = Math.max(failsUntil, end);
    }

    boolean isBusy() {
        return !pendingOrders.isEmpty();
    }

    boolean isBusyWith(SimulatedService service) {
        return pendingOrders.containsKey(service.name());
    }

    /** The next second after {@code now} from which orders no longer fail. */
    long nextChange(long now) {
        return works(now) ? Long.MAX_VALUE : failsUntil;
    }

    boolean works(long now) {
        return now >= failsUntil;
    }

    void start(Order.ServiceOrder order, SimulatedService service, long now) {
        boolean lucky = random.nextInt(50) != 0;
        long duration = 1L + random.nextInt(20);
        boolean stoppedMeanwhile = order instanceof Order.Restart
                && !order.reason().startsWith("asked for by ")
                && service.unit() == UnitState.STOPPED;
        boolean succeeds = works(now) && !service.isHung(now) && !stoppedMeanwhile && lucky;
        if (succeeds && !(order instanceof Order.Start)) {
            service.stopping();
        }
        orphans.remove(service.name());
        pendingOrders.put(service.name(), new PendingOrder(order, now + duration, succeeds));
    }

    /** The results of orders that finish now. */
    List<OrderResult> takeFinished(List<SimulatedService> services, long now) {
        List<OrderResult> finished = new ArrayList<>();
        for (SimulatedService service : services) {
            PendingOrder pending = pendingOrders.get(service.name());
            if (pending != null && now >= pending.endsAt()) {
                pendingOrders.remove(service.name());
                apply(pending, service, now);
                if (orphans.remove(service.name())) {
                    continue;
                }
                service.observer().pollNow(service, now);
                finished.add(
                        new OrderResult(service.name(), pending.succeeds(), pending.succeeds() ? "" : "timed out"));
            }
        }
        return finished;
    }

    private static void apply(PendingOrder pending, SimulatedService service, long now) {
        if (!pending.succeeds()) {
            return;
        }
        switch (pending.order()) {
            case Order.Restart _, Order.Start _ -> service.start(now);
            case Order.Stop _ -> service.stopped();
        }
    }

    /** The watchdog has died: pending orders are still executed, but their results are lost. */
    void watchdogGone() {
        orphans.addAll(pendingOrders.keySet());
    }

    void powerOff() {
        orphans.clear();
        pendingOrders.clear();
    }
}
