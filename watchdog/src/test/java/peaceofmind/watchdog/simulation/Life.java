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

/** A device's days and what befalls it in them. */
final class Life {

    /** Something that somebody will do later on. */
    private record Later(long at, Runnable action) {}

    private final long seed;
    private final int days;
    private final Policy policy;
    private final List<Incident> fate;
    private final SimulatedDevice device;
    private final Tally tally = new Tally();
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::at));
    private boolean skips = true;
    private long requestId;

    private Life(long seed, int days, Decider decider) {
        this.seed = seed;
        this.days = days;
        Random random = new Random(seed);
        int services = 1 + random.nextInt(2);
        this.policy = policy(services, random);
        this.fate = Incident.draw(random, days, services);
        this.device = new SimulatedDevice(random.nextLong(), policy, decider, tally);
    }

    static Life of(long seed, int days, Decider decider) {
        return new Life(seed, days, decider);
    }

    Life secondBySecond() {
        skips = false;
        return this;
    }

    private static Policy policy(int services, Random random) {
        List<ServicePolicy> all = new ArrayList<>();
        for (int index = 0; index < services; index++) {
            String name = index == 0 ? "recorder" : "agent";
            all.add(random.nextBoolean() ? ServicePolicy.standard(name) : unusual(name, random));
        }
        return new Policy(DevicePolicy.standard(), all, false);
    }

    /** Limits that somebody may have configured; the start grace is never shorter than a slow boot. */
    private static ServicePolicy unusual(String name, Random random) {
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

    /** Lives it to its end. */
    Tally live() {
        long end = days * Incident.DAY;
        int next = 0;
        long now = 0;
        try {
            while (now < end) {
                while (next < fate.size() && fate.get(next).at() <= now) {
                    befall(fate.get(next), now);
                    next++;
                }
                while (!later.isEmpty() && later.peek().at() <= now) {
                    later.remove().action().run();
                }
                device.live(now);
                if (skips) {
                    now = device.skip(now, nextEvent(next, end));
                }
                now++;
            }
        } catch (BrokenPromise broken) {
            throw report(broken);
        }
        tally.seconds = end;
        return tally;
    }

    /** What the watchdog said and did. */
    List<String> transcript() {
        return device.transcript();
    }

    private long nextEvent(int next, long end) {
        long incident = next < fate.size() ? fate.get(next).at() : end;
        return later.isEmpty() ? incident : Math.min(incident, later.peek().at());
    }

    private BrokenPromise report(BrokenPromise broken) {
        StringBuilder text = new StringBuilder(broken.about());
        text.append("\nseed ").append(seed).append(", ").append(fate).append("\nlast steps:\n");
        device.lastSteps().forEach(step -> text.append(step).append('\n'));
        text.append(
                        "replay: ./mvnw -pl watchdog -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false")
                .append(" -Dsimulation.seed=")
                .append(seed);
        return new BrokenPromise(broken.promise(), text.toString());
    }

    private void befall(Incident incident, long now) {
        device.tell(incident.fault());
        SimulatedService service = device.service(incident.service());
        int shade = incident.shade();
        boolean running = device.isOn() && service.unit() == UnitState.ACTIVE;
        switch (incident.fault()) {
            case FREEZE -> service.freeze();
            case CRASH -> service.crash(now);
            case CRASH_LOOP -> service.crashUntil(incident.end());
            case BRIEF_LIVES -> service.brieflyUntil(incident.end());
            case ENDED -> {
                if (running && !service.isHung(now)) {
                    service.failed();
                }
            }
            case START_LIMIT -> {
                if (running && !service.isHung(now)) {
                    service.startLimit();
                }
            }
            case BROKEN_FOR_GOOD -> service.brokenUntil(incident.end());
            case HARD_HANG -> {
                if (running) {
                    service.hangUntil(incident.end());
                }
            }
            case TORN_HEARTBEAT -> service.tornUntil(incident.end());
            case MISSING_HEARTBEAT -> service.missingUntil(incident.end());
            case CLOCK_STEP, CLOCK_YEARS -> throw new IllegalStateException("there is no wall clock here");
            case NETWORK_LOSS -> service.errorUntil(incident.end());
            case OPERATOR_STOP -> stop(incident, service, now);
            case OPERATOR_RESTART -> device.ask(new OperatorRequest.RestartService(++requestId, "pat", service.name()));
            case OPERATOR_REBOOT -> device.ask(new OperatorRequest.RebootDevice(++requestId, "pat"));
            case HOLD -> hold(incident, service);
            case SLOW_BOOT -> service.slowUntil(incident.end());
            case MANAGER_FAILS -> device.manager().failUntil(incident.end());
            case MANAGER_SILENT -> device.silenceManager(incident.end());
            case MANAGER_SLOW -> device.slowManager(incident.end());
            case WATCHDOG_KILLED -> device.killWatchdog(now, incident.length());
            case WATCHDOG_SUSPENDED -> device.suspendWatchdog(incident.end());
            case REBOOT_IN_THE_MIDDLE -> device.goDown(now, 15, true);
            case POWER_CUT -> device.goDown(now, incident.length(), false);
            case HISTORY_LOST -> device.loseHistory(now, incident.length(), shade);
            case REBOOT_REFUSED -> device.refuseReboots(incident.end(), shade);
        }
    }

    private void stop(Incident incident, SimulatedService service, long now) {
        boolean throughTheWatchdog = incident.shade() < 50;
        if (throughTheWatchdog) {
            device.ask(new OperatorRequest.StopService(++requestId, "pat", service.name()));
        } else if (device.isOn()
                && service.unit() == UnitState.ACTIVE
                && !service.isHung(now)
                && !device.manager().isBusyWith(service)) {
            service.stopped();
        }
        later.add(new Later(incident.end(), () -> startAgain(incident, service, throughTheWatchdog)));
    }

    private void startAgain(Incident incident, SimulatedService service, boolean throughTheWatchdog) {
        if (!device.isOn() || device.manager().isBusyWith(service)) {
            return;
        }
        if (throughTheWatchdog && incident.shade() < 40) {
            device.ask(new OperatorRequest.StartService(++requestId, "pat", service.name()));
        } else if (service.unit() == UnitState.STOPPED) {
            service.start(incident.end());
        }
    }

    private void hold(Incident incident, SimulatedService service) {
        Optional<String> held = incident.shade() % 2 == 0 ? Optional.empty() : Optional.of(service.name());
        Duration length = Duration.ofSeconds(incident.length());
        device.ask(new OperatorRequest.PlaceHold(++requestId, "pat", held, length, "cleaning the lens"));
        if (incident.shade() < 30) {
            long early = incident.at() + incident.length() / 2;
            later.add(new Later(
                    early, () -> device.ask(new OperatorRequest.Release(++requestId, "pat", Optional.empty()))));
        }
    }
}
