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
import peaceofmind.watchdog.policy.Observation;
import peaceofmind.watchdog.policy.OperatorRequest;
import peaceofmind.watchdog.policy.Order;
import peaceofmind.watchdog.policy.OrderResult;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.State;

/** A device, second by second: its power, its services, its watchdog with what that remembers, and what it is ordered to do. */
final class SimulatedDevice {

    private static final long NEVER = Long.MAX_VALUE;
    private static final int KEPT_STEPS = 40;

    private final Decider decider;
    private final Policy policy;
    private final Random random;
    private final List<SimulatedService> services = new ArrayList<>();
    private final SimulatedManager manager;
    private final Disk disk = new Disk();
    private final Checker checker;
    private final Tally tally;
    private final List<OperatorRequest> requests = new ArrayList<>();
    private final List<OrderResult> finished = new ArrayList<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private final List<String> transcript = new ArrayList<>();
    private boolean on;
    private long bootsAt;
    private long bootedAt;
    private int boots;
    private long poweredBaseMillis;
    private long trulyPoweredBaseMillis;
    private Optional<State> memory = Optional.empty();
    private long watchdogStartsAt;
    private long suspendedUntil = -1;
    private long lastLookMillis;
    private long rebootAt = NEVER;
    private long refusedUntil = -1;
    private int refusedHow;
    private long lookedAt = -1;

    SimulatedDevice(long seed, Policy policy, Decider decider, Tally tally) {
        this.decider = decider;
        this.policy = policy;
        this.random = new Random(seed);
        this.tally = tally;
        this.manager = new SimulatedManager(random);
        policy.services().forEach(service -> services.add(new SimulatedService(service.name(), random)));
        this.checker = new Checker(policy, services, manager, tally);
        disk.install("boot-0");
    }

    /** What it said and did, in order. */
    List<String> transcript() {
        return transcript;
    }

    Deque<Step> lastSteps() {
        return steps;
    }

    SimulatedService service(int index) {
        return services.get(index);
    }

    SimulatedManager manager() {
        return manager;
    }

    Random random() {
        return random;
    }

    boolean isOn() {
        return on;
    }

    void ask(OperatorRequest request) {
        // Requests wait in a socket that is gone with the watchdog, and in a queue that is short.
        if (on && memory.isPresent() && requests.size() < 8) {
            requests.add(request);
        }
    }

    void killWatchdog(long now, long length) {
        memory = Optional.empty();
        manager.watchdogGone();
        requests.clear();
        finished.clear();
        watchdogStartsAt = Math.max(watchdogStartsAt, now + length);
    }

    void suspendWatchdog(long end) {
        suspendedUntil = end;
    }

    void loseHistory(long now, long length, int shade) {
        killWatchdog(now, length);
        disk.damage(shade);
        checker.historyLost();
        if (shade % 2 == 0 && on) {
            disk.savePoweredOn(0);
            poweredBaseMillis = -uptimeMillis(now);
        }
    }

    /** It carries out nothing, either. */
    void silenceManager(long end) {
        manager.failUntil(end);
        services.forEach(service -> service.sight().silentUntil(end));
    }

    void slowManager(long end) {
        services.forEach(service -> service.sight().slowUntil(end));
    }

    void refuseReboots(long end, int how) {
        refusedUntil = end;
        refusedHow = how % 3;
    }

    /** Power is cut, or somebody reboots it. */
    void goDown(long now, long length, boolean orderly) {
        if (!on) {
            return;
        }
        if (orderly) {
            disk.savePoweredOn(poweredOnMillis(now));
        }
        trulyPoweredBaseMillis += uptimeMillis(now);
        on = false;
        bootsAt = now + length;
        rebootAt = NEVER;
        suspendedUntil = -1;
        manager.powerOff();
        services.forEach(SimulatedService::powerOff);
        killWatchdog(now, 0);
    }

    /** One second of its life. */
    void live(long now) {
        if (!on && now >= bootsAt) {
            boot(now);
        } else if (on && now >= rebootAt) {
            goDown(now, 15, random.nextInt(4) != 0);
        }
        if (!on) {
            return;
        }
        services.forEach(service -> service.live(now));
        List<OrderResult> ended = manager.finish(services, now);
        if (memory.isPresent()) {
            finished.addAll(ended);
        }
        if (memory.isEmpty() && now >= watchdogStartsAt) {
            memory = Optional.of(State.initial(disk.load(bootId(), poweredOnMillis(now))));
            lastLookMillis = millis(now);
            services.forEach(service -> service.sight().begin());
            checker.watchdogStarted();
        }
        if (memory.isPresent() && now >= suspendedUntil) {
            look(now, memory.get());
        }
        if (now % 60 == 0) {
            disk.savePoweredOn(poweredOnMillis(now));
        }
    }

    private void boot(long now) {
        on = true;
        boots++;
        bootedAt = now;
        poweredBaseMillis = disk.poweredOnMillis();
        watchdogStartsAt = now + 2;
        services.forEach(service -> service.start(now));
        checker.booted();
    }

    private void look(long now, State before) {
        DeviceTime time = new DeviceTime(Duration.ofMillis(uptimeMillis(now)), Duration.ofMillis(poweredOnMillis(now)));
        Duration gap = Duration.ofMillis(millis(now) - lastLookMillis);
        lastLookMillis = millis(now);
        Observation observation = new Observation(
                time,
                bootId(),
                gap,
                services.stream().map(service -> service.look(now)).toList(),
                finished,
                requests);
        finished.clear();
        requests.clear();
        Decision decision = decider.decide(observation, before, policy);
        Step step = new Step(now, observation, decision);
        steps.addLast(step);
        if (steps.size() > KEPT_STEPS) {
            steps.removeFirst();
        }
        if (step.says()) {
            transcript.add(step.words());
        }
        tally.steps++;
        checker.check(now, trulyPoweredBaseMillis + uptimeMillis(now), step);
        memory = Optional.of(decision.state());
        disk.save(decision.state().history(), poweredOnMillis(now));
        checker.checkDisk(disk);
        lookedAt = now;
        decision.orders().forEach(order -> carryOut(order, now));
    }

    private void carryOut(Order order, long now) {
        switch (order) {
            case Order.ServiceOrder toService ->
                services.stream()
                        .filter(service -> service.name().equals(toService.service()))
                        .forEach(service -> manager.begin(toService, service, now));
            case Order.Reboot _ -> {
                if (now >= refusedUntil) {
                    rebootAt = now + 3 + random.nextInt(10);
                }
            }
            case Order.ForceReboot _ -> {
                if (now >= refusedUntil || refusedHow == 0) {
                    rebootAt = now + 1;
                }
            }
            case Order.StopFeeding _ -> {
                if (now >= refusedUntil || refusedHow == 1) {
                    rebootAt = now + 15;
                }
            }
            case Order.ResumeFeeding _ -> {}
        }
    }

    /**
     * Leaves out seconds in which nothing can happen.
     *
     * @param next second of the next incident
     * @return the second that was reached; {@code now} when there was something going on
     */
    long skip(long now, long next) {
        long target = wholeSecondBefore(next - 3);
        if (!on || memory.isEmpty() || lookedAt != now || target < now + 10 || rebootAt != NEVER || manager.isBusy()) {
            return now;
        }
        if (!requests.isEmpty() || !finished.isEmpty() || !checker.isSettled() || !Settled.is(memory.get())) {
            return now;
        }
        for (SimulatedService service : services) {
            if (!service.isQuiet(now) || !service.isQuiet(target)) {
                return now;
            }
        }
        long skipped = millis(target) - millis(now);
        memory = Optional.of(Settled.after(memory.get(), Duration.ofMillis(skipped)));
        services.forEach(service -> service.skipTo(target));
        checker.skip(skipped);
        lastLookMillis = millis(target);
        lookedAt = target;
        long saved = target - target % 60;
        if (saved > now) {
            disk.savePoweredOn(poweredOnMillis(saved));
        }
        return target;
    }

    private long wholeSecondBefore(long latest) {
        long target = latest;
        while (latest - target < 20 && isAnyLate(target)) {
            target--;
        }
        return target;
    }

    private boolean isAnyLate(long second) {
        return services.stream().anyMatch(service -> service.isLate(second));
    }

    private String bootId() {
        return "boot-" + boots;
    }

    private long uptimeMillis(long now) {
        return millis(now) - bootedAt * 1000;
    }

    private long poweredOnMillis(long now) {
        return poweredBaseMillis + uptimeMillis(now);
    }

    /** When the look of this second takes place: late by a few milliseconds. */
    private static long millis(long second) {
        return second * 1000 + ((second * 0x9E3779B97F4A7C15L) >>> 58);
    }

    void tell(Fault fault) {
        tally.faults.merge(fault, 1L, Long::sum);
    }
}
