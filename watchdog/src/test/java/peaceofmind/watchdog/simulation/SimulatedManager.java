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
 * Carries out orders to services: takes its time, and sometimes can't. Right before a restart that nobody asked for, the runtime looks
 * once more and leaves a service alone that was stopped meanwhile; that is part of it here.
 */
final class SimulatedManager {

    private record Job(Order.ServiceOrder order, long endsAt, boolean succeeds) {}

    private final Random random;
    private final Map<String, Job> jobs = new HashMap<>();
    private final Set<String> orphans = new HashSet<>();
    private long failsUntil = -1;

    SimulatedManager(Random random) {
        this.random = random;
    }

    void failUntil(long end) {
        failsUntil = Math.max(failsUntil, end);
    }

    boolean isBusy() {
        return !jobs.isEmpty();
    }

    boolean isBusyWith(SimulatedService service) {
        return jobs.containsKey(service.name());
    }

    boolean works(long now) {
        return now >= failsUntil;
    }

    void begin(Order.ServiceOrder order, SimulatedService service, long now) {
        boolean luck = random.nextInt(50) != 0;
        long takes = 1L + random.nextInt(20);
        boolean stoppedMeanwhile = order instanceof Order.Restart
                && !order.reason().startsWith("asked for by ")
                && service.unit() == UnitState.STOPPED;
        boolean succeeds = works(now) && !service.isHung(now) && !stoppedMeanwhile && luck;
        if (succeeds && !(order instanceof Order.Start)) {
            service.stopping();
        }
        orphans.remove(service.name());
        jobs.put(service.name(), new Job(order, now + takes, succeeds));
    }

    /** Orders that end now. */
    List<OrderResult> finish(List<SimulatedService> services, long now) {
        List<OrderResult> ended = new ArrayList<>();
        for (SimulatedService service : services) {
            Job job = jobs.get(service.name());
            if (job != null && now >= job.endsAt()) {
                jobs.remove(service.name());
                carryOut(job, service, now);
                if (orphans.remove(service.name())) {
                    continue;
                }
                service.sight().lookNow(service, now);
                ended.add(new OrderResult(service.name(), job.succeeds(), job.succeeds() ? "" : "timed out"));
            }
        }
        return ended;
    }

    private static void carryOut(Job job, SimulatedService service, long now) {
        if (!job.succeeds()) {
            return;
        }
        switch (job.order()) {
            case Order.Restart _, Order.Start _ -> service.start(now);
            case Order.Stop _ -> service.stopped();
        }
    }

    /** The watchdog that gave the orders is gone: they are carried out, and nobody is told. */
    void watchdogGone() {
        orphans.addAll(jobs.keySet());
    }

    void powerOff() {
        orphans.clear();
        jobs.clear();
    }
}
