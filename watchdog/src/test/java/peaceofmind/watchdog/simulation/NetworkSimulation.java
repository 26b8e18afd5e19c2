// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import peaceofmind.contract.network.NetworkJudge;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.watchdog.policy.DevicePolicy;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.History;
import peaceofmind.watchdog.policy.Hold;
import peaceofmind.watchdog.policy.NetworkDecision;
import peaceofmind.watchdog.policy.NetworkDecision.RungOrder;
import peaceofmind.watchdog.policy.NetworkHistory;
import peaceofmind.watchdog.policy.NetworkHistory.RungResult;
import peaceofmind.watchdog.policy.NetworkObservation;
import peaceofmind.watchdog.policy.NetworkObservation.RungExit;
import peaceofmind.watchdog.policy.NetworkObservation.RungStatus;
import peaceofmind.watchdog.policy.NetworkPolicy;
import peaceofmind.watchdog.policy.NetworkReboot;
import peaceofmind.watchdog.policy.NetworkState;
import peaceofmind.watchdog.policy.RebootRecord;

/**
 * One device with a network that fails at random, a ladder, and the checker. The fault model: everything of {@link
 * SimulatedNetwork.NetworkEvent}; the watchdog's process is killed; the agent stops; the disk cannot be written; the device boots, and
 * loses up to ten minutes of powered-on time; holds; people log in; recordings; rungs fail, hang, or are impossible, and reboots that
 * were ordered do not happen. The wall clock is no input, so its steps change nothing.
 */
final class NetworkSimulation {

    private static final Duration STEP = Duration.ofSeconds(15);
    private static final DevicePolicy DEVICE_POLICY = DevicePolicy.defaults();

    final Map<String, Integer> results = new TreeMap<>();
    final SimulatedNetwork network;
    private final SplittableRandom random;
    private final NetworkLadderFunction ladder;
    private final NetworkInvariantChecker checker = new NetworkInvariantChecker();
    private final NetworkPolicy policy;
    private final Set<NetworkRung> triedInOutage = EnumSet.noneOf(NetworkRung.class);
    private List<RebootRecord> reboots = List.of();
    private Duration recordingUntil = Duration.ZERO;
    private Optional<Duration> rebootAt = Optional.empty();
    private NetworkState state = NetworkState.INITIAL;
    private NetworkHistory history = NetworkHistory.EMPTY;
    private NetworkHistory saved = NetworkHistory.EMPTY;
    private Duration now = Duration.ofHours(1);
    private Duration lostTime = Duration.ZERO;
    private Duration uptime = Duration.ofHours(1);
    private Duration outageFor = Duration.ZERO;
    private Duration agentAwayUntil = Duration.ZERO;
    private Duration heldUntil = Duration.ZERO;
    private Duration loggedInUntil = Duration.ZERO;
    private Duration diskFailsUntil = Duration.ZERO;
    private Optional<NetworkReading> reading = Optional.empty();
    private Duration readAt = Duration.ZERO;
    private boolean gatewayRespondedThen;
    private boolean loggedInThen;
    private Duration sinceChangeThen = Duration.ZERO;
    private Set<String> oursThen = Set.of();
    private boolean killed;
    private Optional<Running> running = Optional.empty();
    private Optional<RungExit> exit = Optional.empty();
    private Optional<String> saveError = Optional.empty();

    private record Running(RungOrder order, Duration until, RungStatus status) {}

    private NetworkSimulation(long seed, NetworkLadderFunction ladder) {
        this.random = new SplittableRandom(seed);
        this.network = new SimulatedNetwork(random.split());
        this.ladder = ladder;
        // Every second device has the rungs that must be switched on.
        boolean all = seed % 2 == 0;
        this.policy = NetworkPolicy.of(true, false, all, all ? Optional.of(Duration.ofHours(6)) : Optional.empty());
    }

    static NetworkSimulation of(long seed, NetworkLadderFunction ladder) {
        return new NetworkSimulation(seed, ladder);
    }

    /** Throws a {@link NetworkViolation} at the first decision that breaks an invariant. */
    void run(int days) {
        Duration until = now.plus(Duration.ofDays(days));
        while (now.compareTo(until) < 0) {
            step();
        }
    }

    private void step() {
        now = now.plus(STEP);
        uptime = uptime.plus(STEP);
        network.step(now);
        disturb();
        reboot();
        executeRung();
        outageFor = network.isWell() ? Duration.ZERO : outageFor.plus(STEP);
        if (network.isWell()) {
            triedInOutage.clear();
        }
        if (now.compareTo(agentAwayUntil) >= 0) {
            loggedInThen = now.compareTo(loggedInUntil) < 0;
            reading = Optional.of(network.read(now, loggedInThen ? 1 : 0));
            readAt = now;
            sinceChangeThen = network.sinceChange(now);
            oursThen = network.ourFaults();
            gatewayRespondedThen = network.anyGatewayResponds();
        }
        boolean held = now.compareTo(heldUntil) < 0;
        Optional<RungExit> drained = exit;
        exit = Optional.empty();
        NetworkObservation observation = new NetworkObservation(
                new DeviceTime(uptime, now.minus(lostTime)),
                reading,
                now.minus(readAt),
                held,
                rebootAt.isPresent(),
                saveError,
                rebootRefusal(held),
                drained);
        boolean mustRepair = mustRepair(observation);
        NetworkDecision decision = ladder.decide(observation, state, history, policy);
        Optional<SimulatedLink> target = decision.order()
                .flatMap(order -> network.links.stream()
                        .filter(link -> link.name.equals(order.link()))
                        .findFirst());
        boolean canSave = save(decision.history());
        // The first save that fails is known only afterwards: then the order is not executed.
        boolean isDropped = !canSave && saveError.isEmpty();
        NetworkDecision checked = new NetworkDecision(
                decision.state(),
                decision.history(),
                decision.notes(),
                isDropped ? Optional.empty() : decision.order(),
                isDropped ? Optional.empty() : decision.reboot());
        checker.check(
                truth(held, mustRepair, checked.reboot().isPresent()),
                checked,
                decision.reboot().isPresent()
                        ? !oursThen.isEmpty()
                        : target.filter(link -> oursThen.contains(link.name)).isPresent());
        state = decision.state();
        killed = false;
        decision.order().ifPresent(order -> start(order, canSave));
        if (checked.reboot().isPresent()) {
            startReboot(checked.reboot().get());
        }
        saveError = canSave ? Optional.empty() : Optional.of("Read-only file system");
        count(decision.history());
    }

    /** What a reading can't show yet, the ladder can't know: the truth is that of the last one. */
    private NetworkInvariantChecker.Truth truth(boolean held, boolean mustRepair, boolean reboot) {
        return new NetworkInvariantChecker.Truth(
                now,
                STEP,
                uptime,
                gatewayRespondedThen,
                sinceChangeThen.plus(now.minus(readAt)),
                loggedInThen,
                outageFor,
                held,
                saveError.isEmpty(),
                now.minus(readAt),
                now.compareTo(recordingUntil) < 0,
                policy.powerCycle(),
                policy.rebootAfter().isPresent(),
                Set.copyOf(triedInOutage),
                reboot ? rungs() : Set.of(),
                running.isPresent(),
                mustRepair,
                network.isWell() && !killed);
    }

    /** As the watchdog's loop finds it. */
    private Optional<String> rebootRefusal(boolean held) {
        if (outageFor.compareTo(Duration.ofMinutes(50)) < 0) {
            // No ladder that runs here reads it so early, and it would take most of the simulation's time.
            return Optional.empty();
        }
        List<Hold> holds = held ? List.of(new Hold(Optional.empty(), heldUntil, "somebody", "")) : List.<Hold>of();
        return NetworkReboot.refusal(
                DEVICE_POLICY,
                new History("simulated", reboots, Map.of(), holds),
                new DeviceTime(uptime, now.minus(lostTime)),
                saveError,
                now.compareTo(recordingUntil) < 0);
    }

    /** The rungs that are switched on, for what the last reading shows. */
    private Set<NetworkRung> rungs() {
        return reading.map(NetworkJudge::judge).flatMap(judgement -> judgement.repair()).stream()
                .flatMap(option -> option.rungs().stream())
                .filter(rung -> rung != NetworkRung.POWER_CYCLE || policy.powerCycle())
                .collect(Collectors.toSet());
    }

    private void startReboot(String reason) {
        List<RebootRecord> all = new ArrayList<>(reboots);
        all.add(new RebootRecord(now.minus(lostTime), reason));
        reboots = List.copyOf(all);
        rebootAt = Optional.of(now.plusSeconds(30));
        results.merge("ordered reboots", 1, Integer::sum);
    }

    /** One that was ordered happens, or is abandoned. */
    private void reboot() {
        if (rebootAt.filter(at -> now.compareTo(at) >= 0).isPresent()) {
            rebootAt = Optional.empty();
            if (random.nextInt(8) > 0) {
                // What was counted before it is on the disk: no time is lost.
                boot(Duration.ZERO);
            }
        }
    }

    private boolean save(NetworkHistory changed) {
        history = changed;
        if (now.compareTo(diskFailsUntil) < 0) {
            return false;
        }
        saved = changed;
        return true;
    }

    private void start(RungOrder order, boolean canSave) {
        if (!canSave) {
            exit = Optional.of(new RungExit(RungStatus.FAILED, "it cannot be counted"));
            return;
        }
        triedInOutage.add(order.rung());
        int chance = random.nextInt(10);
        RungStatus status = chance == 0
                ? RungStatus.FAILED
                : chance == 1 && order.rung() == NetworkRung.RENEW ? RungStatus.IMPOSSIBLE : RungStatus.EXECUTED;
        running = Optional.of(new Running(order, now.plusSeconds(5 + random.nextInt(60)), status));
    }

    private void executeRung() {
        if (running.isEmpty() || now.compareTo(running.get().until()) < 0) {
            return;
        }
        Running done = running.get();
        running = Optional.empty();
        exit = Optional.of(new RungExit(done.status(), "simulated"));
        if (done.status() == RungStatus.EXECUTED) {
            network.links.stream()
                    .filter(link -> link.name.equals(done.order().link()))
                    .forEach(link -> link.repair(done.order().rung(), network.hasDhcp()));
        }
    }

    private void disturb() {
        switch (random.nextInt(4000)) {
            case 0, 1 -> kill();
            case 2 -> boot(Duration.ofSeconds(random.nextInt(600)));
            case 3 -> agentAwayUntil = now.plusSeconds(random.nextInt(1200));
            case 4 -> heldUntil = now.plusSeconds(random.nextInt(7200));
            case 5 -> loggedInUntil = now.plusSeconds(random.nextInt(20_000));
            case 6 -> diskFailsUntil = now.plusSeconds(random.nextInt(7200));
            case 7, 8, 9 -> recordingUntil = now.plusSeconds(random.nextInt(20_000));
            default -> {}
        }
    }

    /** What systemd executes continues; only the watchdog knows nothing of it any more. */
    private void kill() {
        killed = true;
        state = NetworkState.INITIAL;
        history = saved;
        exit = Optional.empty();
        saveError = Optional.empty();
    }

    private void boot(Duration lost) {
        kill();
        running = Optional.empty();
        rebootAt = Optional.empty();
        reading = Optional.empty();
        readAt = now;
        uptime = Duration.ZERO;
        lostTime = lostTime.plus(lost);
        network.boot();
    }

    /** Whether nothing that a person would accept as a reason keeps the ladder from its next rung. */
    private boolean mustRepair(NetworkObservation observation) {
        boolean isReady = state.badSince().isPresent()
                && now.compareTo(agentAwayUntil) >= 0
                && now.compareTo(heldUntil) >= 0
                && now.compareTo(loggedInUntil) >= 0
                && saveError.isEmpty()
                && running.isEmpty()
                && rebootAt.isEmpty()
                && uptime.compareTo(Duration.ofMinutes(5)) > 0
                && network.sinceChange(now).compareTo(Duration.ofMinutes(1)) > 0;
        // The budget last: it takes the most time, in millions of steps.
        return isReady && isRungLeft(observation.time().poweredOn());
    }

    private boolean isRungLeft(Duration poweredOn) {
        boolean nextIsFree = rungs().stream()
                .anyMatch(rung -> history.rungs().stream()
                        .noneMatch(tried -> tried.rung() == rung
                                && tried.at().compareTo(poweredOn.minus(Duration.ofHours(6))) > 0));
        List<NetworkHistory.RungRecord> lastDay = history.rungs().stream()
                .filter(rung -> rung.at().compareTo(poweredOn.minus(Duration.ofDays(1))) > 0)
                .toList();
        long lastHour = lastDay.stream()
                .filter(rung -> rung.at().compareTo(poweredOn.minus(Duration.ofHours(1))) > 0)
                .count();
        return nextIsFree && lastDay.size() < 12 && lastHour < 4;
    }

    private void count(NetworkHistory current) {
        current.totals().forEach((name, count) -> results.put(name, count.intValue()));
    }

    /** Rungs with that result. */
    int count(RungResult result) {
        return results.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("/" + result.word()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
