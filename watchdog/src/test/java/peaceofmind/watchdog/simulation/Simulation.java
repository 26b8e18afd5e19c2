// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.OperatorRequest;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.ServicePolicy;
import peaceofmind.watchdog.policy.UnitState;

/** Some days of a device's life, with faults. */
final class Simulation {

    /** Something that a person will do later. */
    private record ScheduledAction(long at, Runnable action) {}

    private final long seed;
    private final int days;
    private final Policy policy;
    private final List<SimulatedIncident> incidents;
    private final SimulatedDevice device;
    private final SimulationStats stats = new SimulationStats();
    private final PriorityQueue<ScheduledAction> scheduled =
            new PriorityQueue<>(Comparator.comparingLong(ScheduledAction::at));
    private boolean skipSteadyTime = true;
    private long requestId;

    private Simulation(long seed, int days, PolicyFunction decider) {
        this.seed = seed;
        this.days = days;
        Random random = new Random(seed);
        int services = 1 + random.nextInt(2);
        this.policy = policy(services, random);
        this.incidents = SimulatedIncident.generate(random, days, services);
        this.device = new SimulatedDevice(random.nextLong(), policy, decider, stats);
    }

    static Simulation of(long seed, int days, PolicyFunction decider) {
        return new Simulation(seed, days, decider);
    }

    Simulation withoutSkipping() {
        skipSteadyTime = false;
        return this;
    }

    private static Policy policy(int services, Random random) {
        List<ServicePolicy> policies = new ArrayList<>();
        for (int index = 0; index < services; index++) {
            String name = index == 0 ? "recorder" : "agent";
            policies.add(random.nextBoolean() ? ServicePolicy.defaults(name) : randomLimits(name, random));
        }
        return new Policy(DevicePolicy.defaults(), policies, false);
    }

    /** Limits that may be configured; the start grace is never shorter than a slow start. */
    private static ServicePolicy randomLimits(String name, Random random) {
        Optional<Duration> onError =
                random.nextBoolean() ? Optional.of(Duration.ofSeconds(60 + random.nextInt(540))) : Optional.empty();
        return new ServicePolicy(
                name,
                Duration.ofSeconds(3L + random.nextInt(58)),
                Duration.ofSeconds(60L + random.nextInt(60)),
                Duration.ofSeconds(20L + random.nextInt(26)),
                1 + random.nextInt(5),
                Duration.ofSeconds(300L + random.nextInt(900)),
                onError);
    }

    /** Runs it to the end. */
    SimulationStats run() {
        long end = days * SimulatedIncident.DAY_SECONDS;
        int next = 0;
        long now = 0;
        try {
            while (now < end) {
                while (next < incidents.size() && incidents.get(next).at() <= now) {
                    inject(incidents.get(next), now);
                    next++;
                }
                while (!scheduled.isEmpty() && scheduled.peek().at() <= now) {
                    scheduled.remove().action().run();
                }
                device.tick(now);
                if (skipSteadyTime) {
                    now = device.skip(now, nextEvent(next, end));
                }
                now++;
            }
        } catch (InvariantViolation violation) {
            throw withContext(violation);
        }
        stats.seconds = end;
        return stats;
    }

    /** What the watchdog recorded and did. */
    List<String> transcript() {
        return device.transcript();
    }

    private long nextEvent(int next, long end) {
        long incident = next < incidents.size() ? incidents.get(next).at() : end;
        return scheduled.isEmpty()
                ? incident
                : Math.min(incident, scheduled.peek().at());
    }

    private InvariantViolation withContext(InvariantViolation violation) {
        StringBuilder text = new StringBuilder(violation.detail());
        text.append("\nseed ").append(seed).append(", ").append(incidents).append("\nlast steps:\n");
        device.recentSteps().forEach(step -> text.append(step).append('\n'));
        text.append(
                        "replay: ./mvnw -pl watchdog -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false")
                .append(" -Dsimulation.seed=")
                .append(seed);
        return new InvariantViolation(violation.invariant(), text.toString());
    }

    private void inject(SimulatedIncident incident, long now) {
        device.countFault(incident.fault());
        SimulatedService service = device.service(incident.service());
        int variant = incident.variant();
        boolean running = device.isOn() && service.unit() == UnitState.ACTIVE;
        switch (incident.fault()) {
            case FREEZE -> service.freeze();
            case FREEZES_AGAIN_AND_AGAIN -> service.freezesUntil(incident.endsAt());
            case CRASH -> service.crash(now);
            case CRASH_LOOP -> service.crashLoopUntil(incident.endsAt());
            case SHORT_RUNS -> service.shortRunsUntil(incident.endsAt());
            case EXITED -> {
                if (running && !service.isHung(now)) {
                    service.failed();
                }
            }
            case START_LIMIT -> {
                if (running && !service.isHung(now)) {
                    service.startLimit();
                }
            }
            case BROKEN_UNTIL_REPAIRED -> service.brokenUntil(incident.endsAt());
            case UNKILLABLE_HANG -> {
                if (running) {
                    service.hangUntil(incident.endsAt());
                }
            }
            case TORN_HEARTBEAT -> service.tornUntil(incident.endsAt(), variant < 50);
            case REFUSED_HEARTBEAT -> service.refusedUntil(incident.endsAt());
            case SECOND_INSTANCE -> service.secondInstanceUntil(incident.endsAt());
            case SAVES_REFUSED -> device.refuseSaves(incident.endsAt());
            case MISSING_HEARTBEAT -> service.missingUntil(incident.endsAt());
            case CLOCK_STEP, CLOCK_STEP_YEARS -> throw new IllegalStateException("there is no wall clock here");
            case FLAPPING_ERROR -> service.flapsUntil(incident.endsAt());
            case NETWORK_LOSS -> service.errorUntil(incident.endsAt());
            case OPERATOR_STOP -> stop(incident, service, now);
            case OPERATOR_RESTART ->
                device.submit(new OperatorRequest.RestartService(++requestId, "pat", service.name()));
            case OPERATOR_REBOOT -> device.submit(new OperatorRequest.RebootDevice(++requestId, "pat"));
            case HOLD -> hold(incident, service);
            case SLOW_BOOT -> service.slowUntil(incident.endsAt());
            case MANAGER_FAILS -> device.manager().failUntil(incident.endsAt());
            case MANAGER_UNRESPONSIVE -> device.hangManager(incident.endsAt());
            case MANAGER_SLOW -> device.slowManager(incident.endsAt());
            case WATCHDOG_KILLED -> device.killWatchdog(now, incident.length());
            case WATCHDOG_SUSPENDED -> device.suspendWatchdog(incident.endsAt());
            case UNEXPECTED_REBOOT -> device.goDown(now, 15, true);
            case POWER_CUT -> device.goDown(now, incident.length(), false);
            case HISTORY_LOST -> device.loseHistory(now, incident.length(), variant);
            case REBOOT_REFUSED -> device.refuseReboots(incident.endsAt(), variant);
        }
    }

    private void stop(SimulatedIncident incident, SimulatedService service, long now) {
        boolean viaWatchdog = incident.variant() < 50;
        if (viaWatchdog) {
            device.submit(new OperatorRequest.StopService(++requestId, "pat", service.name()));
        } else if (device.isOn()
                && service.unit() == UnitState.ACTIVE
                && !service.isHung(now)
                && !device.manager().isBusyWith(service)) {
            service.stopped();
        }
        scheduled.add(new ScheduledAction(incident.endsAt(), () -> startAgain(incident, service, viaWatchdog)));
    }

    private void startAgain(SimulatedIncident incident, SimulatedService service, boolean viaWatchdog) {
        if (!device.isOn() || device.manager().isBusyWith(service)) {
            return;
        }
        if (viaWatchdog && incident.variant() < 40) {
            device.submit(new OperatorRequest.StartService(++requestId, "pat", service.name()));
        } else if (service.unit() == UnitState.STOPPED) {
            service.start(incident.endsAt());
        }
    }

    private void hold(SimulatedIncident incident, SimulatedService service) {
        Optional<String> heldService = incident.variant() % 2 == 0 ? Optional.empty() : Optional.of(service.name());
        Duration duration = Duration.ofSeconds(incident.length());
        device.submit(new OperatorRequest.PlaceHold(++requestId, "pat", heldService, duration, "cleaning the lens"));
        if (incident.variant() < 30) {
            long releaseAt = incident.at() + incident.length() / 2;
            scheduled.add(new ScheduledAction(
                    releaseAt, () -> device.submit(new OperatorRequest.Release(++requestId, "pat", Optional.empty()))));
        }
    }
}
