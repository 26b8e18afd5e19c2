package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.watchdog.events.EventKind;
import peaceofmind.watchdog.policy.State.RebootUnderWay;
import peaceofmind.watchdog.policy.State.Stage;

/** A reboot, from its order to what is left when the device does not follow. */
final class RebootSteps {

    private RebootSteps() {}

    static void begin(Turn turn, ServiceTurn service, Cause cause) {
        String reason = service.name() + ": " + cause.reason() + "; " + service.restartsInWindow() + " restarts in "
                + Words.of(service.policy().restartWindow()) + " did not help";
        if (turn.policy().dryRun()) {
            turn.history(turn.history().withReboot(new RebootRecord(turn.now(), reason)));
            turn.note(EventKind.DRY_RUN, Optional.of(service.name()), "would reboot the device: " + reason);
            service.gaveUp(true);
            return;
        }
        turn.history(turn.history().withTotals(turn.history().totals().withReboot()));
        order(turn, new Order.Reboot(reason, true));
    }

    static void order(Turn turn, Order.Reboot reboot) {
        String reason = reboot.reason();
        turn.history(turn.history().withReboot(new RebootRecord(turn.now(), reason)));
        turn.reboot(Optional.of(new RebootUnderWay(Stage.ORDERED, Duration.ZERO)));
        turn.order(reboot);
        turn.note(EventKind.REBOOT, Optional.empty(), "reboot: " + reason);
    }

    static void advance(Turn turn) {
        RebootUnderWay reboot = turn.reboot().orElseThrow();
        DevicePolicy policy = turn.policy().device();
        Duration elapsed = reboot.elapsed().plus(turn.step());
        Duration limit =
                reboot.stage() == Stage.FEEDING_STOPPED ? policy.abandonRebootAfter() : policy.forceRebootAfter();
        if (elapsed.compareTo(limit) < 0) {
            turn.reboot(Optional.of(new RebootUnderWay(reboot.stage(), elapsed)));
            return;
        }
        switch (reboot.stage()) {
            case ORDERED -> {
                String reason = "the device still runs " + Words.of(limit) + " after the reboot was ordered";
                step(turn, Stage.FORCED, new Order.ForceReboot(reason), EventKind.FORCED_REBOOT);
            }
            case FORCED -> {
                String reason = "the device still runs " + Words.of(limit)
                        + " after the kernel was asked to reboot: left to whoever watches the watchdog";
                step(turn, Stage.FEEDING_STOPPED, new Order.StopFeeding(reason), EventKind.FEEDING_STOPPED);
            }
            case FEEDING_STOPPED -> abandon(turn);
        }
    }

    private static void step(Turn turn, Stage next, Order order, EventKind kind) {
        turn.reboot(Optional.of(new RebootUnderWay(next, Duration.ZERO)));
        turn.order(order);
        turn.note(kind, Optional.empty(), order.reason());
    }

    private static void abandon(Turn turn) {
        String reason = "the device can't be rebooted from here: going on with restarts";
        turn.reboot(Optional.empty());
        turn.order(new Order.ResumeFeeding(reason));
        turn.note(EventKind.GAVE_UP, Optional.empty(), "GAVE UP: " + reason);
        turn.services().forEach(service -> {
            if (service.isSilent()) {
                service.gaveUp(true);
            }
        });
    }
}
