package peaceofmind.watchdog.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.OrderResult;

/** Carries out orders to services: takes its time, and sometimes can't. */
final class SimulatedManager {

    private record Job(Order.ServiceOrder order, long endsAt, boolean succeeds) {}

    private final Random random;
    private final Map<String, Job> jobs = new HashMap<>();
    private long failsUntil = -1;

    SimulatedManager(Random random) {
        this.random = random;
    }

    void failUntil(long end) {
        failsUntil = end;
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
        boolean succeeds = works(now) && !service.isHung(now) && random.nextInt(50) != 0;
        long takes = 1L + random.nextInt(20);
        if (succeeds && !(order instanceof Order.Start)) {
            service.stopping();
        }
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

    void powerOff() {
        jobs.clear();
    }
}
