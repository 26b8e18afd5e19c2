// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import peaceofmind.testkit.Fault;
import peaceofmind.watchdog.policy.Decision;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.Observation;
import peaceofmind.watchdog.policy.OperatorRequest;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.ServiceObservation;
import peaceofmind.watchdog.policy.State;

/** A device, second by second: its power, its services, its watchdog with its state, and the execution of orders. */
final class SimulatedDevice {

    private static final long NEVER = Long.MAX_VALUE;
    private static final int MAX_RECENT_STEPS = 40;

    /** In seconds; fewer are not worth the effort. */
    private static final long MIN_SKIP = 10;

    /** In seconds. While a service does not beat, a policy that errs must be asked again and again, too. */
    private static final long MAX_SKIP_DURING_FAILURE = 60;

    private final PolicyFunction decider;
    private final Policy policy;
    private final Random random;
    private final List<SimulatedService> services = new ArrayList<>();
    private final SimulatedSystemd manager;
    private final SimulatedDisk disk = new SimulatedDisk();
    private final InvariantChecker checker;
    private final SimulationStats stats;
    private final List<OperatorRequest> requests = new ArrayList<>();
    private final List<OrderResult> finishedOrders = new ArrayList<>();
    private final Deque<SimulationStep> recentSteps = new ArrayDeque<>();
    private final List<String> transcript = new ArrayList<>();
    private boolean on;
    private long bootsAt;
    private long bootedAt;
    private int boots;
    private long savedPoweredBaseMillis;
    private long truePoweredBaseMillis;
    private Optional<State> policyState = Optional.empty();

    /** The states before and after the last evaluation, if it has ordered and noted nothing. */
    private Optional<SteadyState> quietTick = Optional.empty();

    private long watchdogStartsAt;
    private long suspendedUntil = -1;
    private long lastTickMillis;
    private long rebootAt = NEVER;
    private long rebootsRefusedUntil = -1;
    private int refusalVariant;
    private long savesRefusedUntil;
    private long lastTickSecond = -1;

    SimulatedDevice(long seed, Policy policy, PolicyFunction decider, SimulationStats stats) {
        this.decider = decider;
        this.policy = policy;
        this.random = new Random(seed);
        this.stats = stats;
        this.manager = new SimulatedSystemd(random);
        policy.services().forEach(service -> services.add(new SimulatedService(service.name(), random)));
        this.checker = new InvariantChecker(policy, services, manager, stats);
        disk.install("boot-0");
    }

    /** What it recorded and did, in order. */
    List<String> transcript() {
        return transcript;
    }

    Deque<SimulationStep> recentSteps() {
        return recentSteps;
    }

    SimulatedService service(int index) {
        return services.get(index);
    }

    SimulatedSystemd manager() {
        return manager;
    }

    Random random() {
        return random;
    }

    boolean isOn() {
        return on;
    }

    void submit(OperatorRequest request) {
        // Pending requests are lost with the watchdog's socket, and its queue is short.
        if (on && policyState.isPresent() && requests.size() < 8) {
            requests.add(request);
        }
    }

    void killWatchdog(long now, long seconds) {
        policyState = Optional.empty();
        manager.watchdogGone();
        requests.clear();
        finishedOrders.clear();
        watchdogStartsAt = Math.max(watchdogStartsAt, now + seconds);
    }

    void suspendWatchdog(long end) {
        suspendedUntil = end;
    }

    void loseHistory(long now, long seconds, int variant) {
        killWatchdog(now, seconds);
        disk.damage(variant);
        checker.historyLost();
        if (variant % 2 == 0 && on) {
            disk.savePoweredOn(0);
            savedPoweredBaseMillis = -uptimeMillis(now);
        }
    }

    /** It executes no orders, either. */
    void hangManager(long end) {
        manager.failUntil(end);
        services.forEach(service -> service.observer().hangUntil(end));
    }

    void slowManager(long end) {
        services.forEach(service -> service.observer().slowUntil(end));
    }

    void refuseSaves(long end) {
        savesRefusedUntil = Math.max(savesRefusedUntil, end);
    }

    void refuseReboots(long end, int variant) {
        rebootsRefusedUntil = end;
        refusalVariant = variant % 4;
    }

    /** The power is cut, or somebody reboots it. */
    void goDown(long now, long seconds, boolean orderly) {
        if (!on) {
            return;
        }
        if (orderly) {
            disk.savePoweredOn(poweredOnMillis(now));
        }
        truePoweredBaseMillis += uptimeMillis(now);
        on = false;
        bootsAt = now + seconds;
        rebootAt = NEVER;
        suspendedUntil = -1;
        manager.powerOff();
        services.forEach(SimulatedService::powerOff);
        killWatchdog(now, 0);
    }

    /** One second of its life. */
    void tick(long now) {
        if (!on && now >= bootsAt) {
            boot(now);
        } else if (on && now >= rebootAt) {
            goDown(now, 15, random.nextInt(4) != 0);
        }
        if (!on) {
            return;
        }
        disk.setReadOnly(now < savesRefusedUntil);
        services.forEach(service -> service.tick(now));
        List<OrderResult> finished = manager.takeFinished(services, now);
        if (policyState.isPresent()) {
            finishedOrders.addAll(finished);
        }
        if (policyState.isEmpty() && now >= watchdogStartsAt) {
            History loaded = disk.load(bootId(), poweredOnMillis(now))
                    .withIncidentsOf(checker.journal(), Duration.ofMillis(poweredOnMillis(now)));
            policyState = Optional.of(State.initial(loaded));
            lastTickMillis = millis(now);
            services.forEach(service -> service.observer().reset());
            if (disk.isBehind()) {
                checker.savesLost(loaded, truePoweredBaseMillis - savedPoweredBaseMillis);
            }
            disk.reopened();
            checker.watchdogStarted();
        }
        if (policyState.isPresent() && now >= suspendedUntil) {
            runWatchdog(now, policyState.get());
        }
        if (now % 60 == 0) {
            disk.savePoweredOn(poweredOnMillis(now));
        }
    }

    private void boot(long now) {
        on = true;
        boots++;
        bootedAt = now;
        savedPoweredBaseMillis = disk.poweredOnMillis();
        watchdogStartsAt = now + 2;
        services.forEach(service -> service.start(now));
        checker.booted();
    }

    private void runWatchdog(long now, State state) {
        DeviceTime time = time(now);
        Duration interval = Duration.ofMillis(millis(now) - lastTickMillis);
        lastTickMillis = millis(now);
        Observation observation =
                new Observation(time, bootId(), interval, observe(now), finishedOrders, requests, disk.saveError());
        finishedOrders.clear();
        requests.clear();
        Decision decision = decider.decide(observation, state, policy);
        SimulationStep step = new SimulationStep(now, observation, decision);
        recentSteps.addLast(step);
        if (recentSteps.size() > MAX_RECENT_STEPS) {
            recentSteps.removeFirst();
        }
        if (step.hasOutput()) {
            transcript.add(step.summary());
        }
        stats.steps++;
        checker.check(now, truePoweredBaseMillis + uptimeMillis(now), step);
        policyState = Optional.of(decision.state());
        disk.save(decision.state().history(), poweredOnMillis(now));
        checker.checkDisk(disk);
        lastTickSecond = now;
        quietTick =
                step.hasOutput() ? Optional.empty() : Optional.of(new SteadyState(state, decision.state(), interval));
        decision.orders().forEach(order -> execute(order, now));
        boolean refused = !decision.orders().isEmpty()
                && decision.orders().stream()
                        .anyMatch(order -> order instanceof Order.Reboot reboot && isRefused(reboot));
        if (refused) {
            policyState = Optional.of(decision.state().withoutReboot(state.history()));
            checker.rebootRefused();
        }
    }

    private List<ServiceObservation> observe(long now) {
        List<ServiceObservation> observations = new ArrayList<>(services.size());
        for (SimulatedService service : services) {
            observations.add(service.observe(now));
        }
        return observations;
    }

    /** As the loop does it: a reboot that is not on the disk could be repeated for ever. */
    private boolean isRefused(Order.Reboot reboot) {
        return reboot.mustBeCounted() && disk.saveError().isPresent();
    }

    private void execute(Order order, long now) {
        switch (order) {
            case Order.ServiceOrder toService ->
                services.stream()
                        .filter(service -> service.name().equals(toService.service()))
                        .forEach(service -> manager.start(toService, service, now));
            case Order.Reboot reboot -> {
                if (now >= rebootsRefusedUntil && !isRefused(reboot)) {
                    rebootAt = now + 3 + random.nextInt(10);
                }
            }
            case Order.ForceReboot _ -> {
                if (now >= rebootsRefusedUntil || refusalVariant == 0) {
                    rebootAt = now + 1;
                }
            }
            case Order.LeaveToSystemd _ -> {
                if (now >= rebootsRefusedUntil || refusalVariant == 1) {
                    rebootAt = now + 15;
                } else if (refusalVariant == 2) {
                    // It exits, and systemd has no order to reset the device: only the watchdog is started again.
                    killWatchdog(now, 2);
                }
            }
            case Order.ResumeKeepAlive _ -> {}
        }
    }

    /**
     * Skips seconds in which nothing can happen.
     *
     * @param next second of the next incident
     * @return the second that was reached; {@code now} if something was happening
     */
    long skip(long now, long next) {
        if (!on || policyState.isEmpty() || lastTickSecond != now || quietTick.isEmpty() || next < now + MIN_SKIP) {
            return now;
        }
        SteadyState steady = quietTick.get();
        if (rebootAt != NEVER
                || manager.isBusy()
                || !requests.isEmpty()
                || !finishedOrders.isEmpty()
                || !checker.isSteady()
                || !services.stream().allMatch(service -> service.isSteady(now))
                || !steady.isSteady()) {
            return now;
        }
        long target = steadySecondBefore(Math.min(next, nextChange(now, steady)) - 3);
        if (target < now + MIN_SKIP) {
            return now;
        }
        long skippedMillis = millis(target) - millis(now);
        policyState = Optional.of(steady.advance(Duration.ofMillis(skippedMillis)));
        services.forEach(service -> service.skipTo(target));
        checker.skip(target, skippedMillis);
        lastTickMillis = millis(target);
        lastTickSecond = target;
        long saved = target - target % 60;
        if (saved > now) {
            disk.savePoweredOn(poweredOnMillis(saved));
        }
        return target;
    }

    /** The next second in which something may change that is no incident: a fault starts or ends, or the policy's time is up. */
    private long nextChange(long now, SteadyState steady) {
        long next = now < savesRefusedUntil ? savesRefusedUntil : NEVER;
        next = Math.min(next, manager.nextChange(now));
        for (SimulatedService service : services) {
            next = Math.min(next, service.nextChange(now));
        }
        if (services.stream().anyMatch(service -> !service.isVisiblyBeating(now))) {
            next = Math.min(next, now + MAX_SKIP_DURING_FAILURE);
        }
        long left = PolicyDeadlines.next(steady, policy, time(now)) / 1000;
        return Math.min(next, left < NEVER - now ? now + left : NEVER);
    }

    private long steadySecondBefore(long latest) {
        long target = latest;
        while (latest - target < 20 && isAnyLate(target)) {
            target--;
        }
        return target;
    }

    private boolean isAnyLate(long second) {
        return services.stream().anyMatch(service -> !service.isOnTime(second));
    }

    private DeviceTime time(long now) {
        return new DeviceTime(Duration.ofMillis(uptimeMillis(now)), Duration.ofMillis(poweredOnMillis(now)));
    }

    private String bootId() {
        return "boot-" + boots;
    }

    private long uptimeMillis(long now) {
        return millis(now) - bootedAt * 1000;
    }

    private long poweredOnMillis(long now) {
        return savedPoweredBaseMillis + uptimeMillis(now);
    }

    /** When the tick of this second takes place: a few milliseconds late. */
    private static long millis(long second) {
        return second * 1000 + ((second * 0x9E3779B97F4A7C15L) >>> 58);
    }

    void countFault(Fault fault) {
        stats.faults.merge(fault, 1L, Long::sum);
    }
}
