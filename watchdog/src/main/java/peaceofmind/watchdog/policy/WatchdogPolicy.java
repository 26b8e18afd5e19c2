package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.watchdog.events.EventKind;

/**
 * Decides what is to be done: a pure function of what was seen, what is remembered and what is configured. The same arguments
 * always give the same decision.
 *
 * <p>A service without a beat for its limit is restarted; when restarts do not help, the device is rebooted, within a budget that
 * counts across boots; when that is spent, restarts go on at long intervals. What an operator stopped or holds is left alone. The
 * network is no part of it.
 */
public final class WatchdogPolicy {

    /** A longer gap between two looks means that the watchdog did not run; the rest of it says nothing about a service. */
    static final Duration MAX_STEP = Duration.ofSeconds(2);

    private WatchdogPolicy() {}

    /** One look: called about once a second. */
    public static Decision decide(Observation observation, State state, Policy policy) {
        Turn turn = new Turn(observation, state, policy);
        enterBoot(turn, state);
        for (ServiceTurn service : turn.services()) {
            service.observe(turn.step());
        }
        // After the look was taken in: the second before it still belongs to the hold.
        endHolds(turn);
        Requests.answerAll(turn);
        if (turn.reboot().isPresent()) {
            RebootSteps.advance(turn);
        } else {
            for (ServiceTurn service : turn.services()) {
                // One service's reboot is everybody's: nothing else is begun then.
                if (turn.reboot().isEmpty()) {
                    service.judge();
                }
            }
        }
        return turn.decision();
    }

    private static void enterBoot(Turn turn, State state) {
        String current = turn.observation().bootId();
        if (!state.history().bootId().equals(current)) {
            turn.history(state.history().inBoot(current));
            turn.note(EventKind.BOOTED, Optional.empty(), "the device has booted");
        }
    }

    private static void endHolds(Turn turn) {
        Duration now = turn.now();
        Duration latest = now.plus(turn.policy().device().maxHold());
        for (Hold hold : turn.history().holds()) {
            if (hold.until().compareTo(now) <= 0) {
                Holds.end(turn, hold, "its time is over");
            } else if (hold.until().compareTo(latest) > 0) {
                // Only a powered-on time that was lost, or a shorter limit since, can make it so long.
                Holds.end(turn, hold, "it would last longer than a hold may");
            }
        }
    }
}
