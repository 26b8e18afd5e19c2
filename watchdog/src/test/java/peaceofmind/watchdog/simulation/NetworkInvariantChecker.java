// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.watchdog.policy.NetworkDecision;
import peaceofmind.watchdog.policy.NetworkDecision.RungOrder;
import peaceofmind.watchdog.policy.NetworkHistory.RungResult;

/** Checks every decision of the ladder against what is true of the device, independently of how the ladder decides. */
final class NetworkInvariantChecker {

    private static final Duration MAX_TIME_TO_REPAIR = Duration.ofMinutes(25);
    private static final Duration MAX_CALM = Duration.ofMinutes(40);
    private static final int MAX_NOTES_PER_DAY = 250;

    private final Deque<Duration> repairs = new ArrayDeque<>();
    private final Deque<Duration> reboots = new ArrayDeque<>();
    private final Deque<Duration> notes = new ArrayDeque<>();
    private Duration awaitedFor = Duration.ZERO;
    private Duration repairableFor = Duration.ZERO;
    private Duration calmFor = Duration.ZERO;

    /**
     * What is true at one step.
     *
     * @param gatewayResponds whether a gateway responded when the last reading was taken
     * @param sinceChange time since an address, a route or an interface changed
     * @param outageFor how long the network has failed without a break
     * @param recording whether the recorder reports that it records
     * @param powerCycle whether power cycles are switched on, likewise reboots
     * @param triedInOutage the kinds of rungs that were ordered since the network works no more
     * @param rungs the kinds of rungs that exist for what fails
     * @param repairing whether a repair is still being executed
     * @param mustRepair whether something of ours is broken, and nothing speaks against the next rung
     * @param isOnline whether the network works
     */
    record Truth(
            Duration now,
            Duration step,
            Duration uptime,
            boolean gatewayResponds,
            Duration sinceChange,
            boolean loggedIn,
            Duration outageFor,
            boolean held,
            boolean canSave,
            Duration readingAge,
            boolean recording,
            boolean powerCycle,
            boolean reboot,
            Set<NetworkRung> triedInOutage,
            Set<NetworkRung> rungs,
            boolean repairing,
            boolean mustRepair,
            boolean isOnline) {}

    /** @param isOurs whether the interface that is repaired was broken by this device itself, as far as anybody can know */
    void check(Truth truth, NetworkDecision decision, boolean isOurs) {
        if (decision.order().isPresent()) {
            checkOrder(truth, decision.order().get(), isOurs);
        }
        if (decision.reboot().isPresent()) {
            checkReboot(truth, isOurs);
        }
        checkProgress(truth, decision);
        checkResults(truth, decision);
        decision.notes().forEach(_ -> notes.add(truth.now()));
        forget(notes, truth.now().minus(Duration.ofDays(1)));
        require(
                notes.size() <= MAX_NOTES_PER_DAY && decision.history().rungs().size() <= 50,
                NetworkInvariant.THE_JOURNAL_STAYS_BOUNDED,
                notes.size() + " notes in a day");
    }

    private void checkOrder(Truth truth, RungOrder order, boolean isOurs) {
        String what = order + " at " + truth.now();
        require(
                order.rung() != NetworkRung.POWER_CYCLE || truth.powerCycle(),
                NetworkInvariant.NO_POWER_CYCLE_UNLESS_SWITCHED_ON,
                what);
        require(!truth.gatewayResponds(), NetworkInvariant.NO_REPAIR_WHILE_A_LAYER_ABOVE_WORKS, what);
        require(isOurs, NetworkInvariant.NO_REPAIR_OF_WHAT_OTHERS_CAUSED, what);
        require(atLeast(truth.sinceChange(), 60), NetworkInvariant.NO_REPAIR_SOON_AFTER_A_CHANGE, what);
        require(
                !truth.loggedIn() || atLeast(truth.outageFor(), 3600),
                NetworkInvariant.NO_REPAIR_WHILE_SOMEBODY_IS_LOGGED_IN,
                what);
        require(!truth.held(), NetworkInvariant.NO_REPAIR_DURING_A_HOLD, what);
        require(truth.canSave(), NetworkInvariant.NO_REPAIR_THAT_IS_NOT_COUNTED, what);
        require(!atLeast(truth.readingAge(), 61), NetworkInvariant.NO_REPAIR_WITHOUT_FRESH_READINGS, what);
        require(atLeast(truth.uptime(), 180), NetworkInvariant.NO_REPAIR_SOON_AFTER_BOOT, what);
        require(!truth.repairing(), NetworkInvariant.ONE_REPAIR_AT_A_TIME, what);
        forget(repairs, truth.now().minus(Duration.ofDays(1)));
        repairs.add(truth.now());
        long lastHour = repairs.stream()
                .filter(at -> at.compareTo(truth.now().minus(Duration.ofHours(1))) > 0)
                .count();
        require(
                repairs.size() <= 12 && lastHour <= 4,
                NetworkInvariant.REPAIRS_STAY_WITHIN_THE_BUDGET,
                what + ": " + lastHour + " in an hour, " + repairs.size() + " in a day");
    }

    /** @param isOurs whether anything that fails was broken by this device itself, as far as anybody can know */
    private void checkReboot(Truth truth, boolean isOurs) {
        String what = "reboot at " + truth.now();
        require(truth.reboot(), NetworkInvariant.NO_REBOOT_UNLESS_SWITCHED_ON, what);
        require(
                atLeast(truth.outageFor(), 6 * 3600),
                NetworkInvariant.NO_REBOOT_BEFORE_HOURS_OF_OUTAGE,
                what + " after " + truth.outageFor());
        require(!truth.recording(), NetworkInvariant.NO_REBOOT_WHILE_RECORDING, what);
        require(!truth.gatewayResponds(), NetworkInvariant.NO_REPAIR_WHILE_A_LAYER_ABOVE_WORKS, what);
        require(isOurs, NetworkInvariant.NO_REPAIR_OF_WHAT_OTHERS_CAUSED, what);
        require(!truth.loggedIn(), NetworkInvariant.NO_REPAIR_WHILE_SOMEBODY_IS_LOGGED_IN, what);
        require(!truth.held(), NetworkInvariant.NO_REPAIR_DURING_A_HOLD, what);
        require(truth.canSave(), NetworkInvariant.NO_REPAIR_THAT_IS_NOT_COUNTED, what);
        require(atLeast(truth.uptime(), 600), NetworkInvariant.NO_REPAIR_SOON_AFTER_BOOT, what);
        require(!truth.repairing(), NetworkInvariant.ONE_REPAIR_AT_A_TIME, what);
        require(
                truth.triedInOutage().containsAll(truth.rungs()),
                NetworkInvariant.NO_REBOOT_BEFORE_EVERY_OTHER_RUNG,
                what + ": tried " + truth.triedInOutage() + " of " + truth.rungs());
        forget(reboots, truth.now().minus(Duration.ofDays(1)));
        reboots.add(truth.now());
        require(reboots.size() <= 1, NetworkInvariant.REBOOTS_STAY_WITHIN_THE_BUDGET, what + ": " + reboots);
    }

    private void checkResults(Truth truth, NetworkDecision decision) {
        boolean awaited = decision.history().rungs().stream()
                .anyMatch(rung -> rung.rung() == NetworkRung.REBOOT && rung.result() == RungResult.RUNNING);
        awaitedFor = awaited ? awaitedFor.plus(truth.step()) : Duration.ZERO;
        require(!atLeast(awaitedFor, 1200), NetworkInvariant.EVERY_REBOOT_HAS_A_RESULT, "after " + awaitedFor);
    }

    private void checkProgress(Truth truth, NetworkDecision decision) {
        repairableFor =
                truth.mustRepair() && decision.order().isEmpty() ? repairableFor.plus(truth.step()) : Duration.ZERO;
        if (repairableFor.compareTo(MAX_TIME_TO_REPAIR) > 0) {
            // Only here: the whole state as text at each step is work for nothing.
            throw new NetworkViolation(
                    NetworkInvariant.WHAT_CAN_BE_REPAIRED_IS_REPAIRED, "at " + truth.now() + ": " + decision.state());
        }
        boolean isQuiet = truth.isOnline() && !atLeast(truth.readingAge(), 61);
        calmFor = isQuiet ? calmFor.plus(truth.step()) : Duration.ZERO;
        require(
                calmFor.compareTo(MAX_CALM) <= 0
                        || (decision.history().outage().isEmpty()
                                && decision.state().running().isEmpty()),
                NetworkInvariant.EVERY_OUTAGE_ENDS,
                "at " + truth.now());
    }

    private static void forget(Deque<Duration> times, Duration before) {
        while (!times.isEmpty() && times.getFirst().compareTo(before) <= 0) {
            times.removeFirst();
        }
    }

    private static boolean atLeast(Duration time, int seconds) {
        return time.compareTo(Duration.ofSeconds(seconds)) >= 0;
    }

    private static void require(boolean holds, NetworkInvariant invariant, String message) {
        if (!holds) {
            throw new NetworkViolation(invariant, message);
        }
    }
}
