package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.watchdog.events.EventKind;

/** From restart to restarts to reboot to giving up: which of them is next. */
final class Escalation {

    private static final String NO_CURE = "its manager knows no such service, or can't read what it is (is \"unit\""
            + " misspelt, or the package removed?), and a reboot would not change that";

    private Escalation() {}

    static void next(Turn turn, ServiceTurn service, Cause cause) {
        boolean gaveUp = service.history().gaveUpAt().isPresent();
        boolean mayRestart = service.restartsInWindow() < service.policy().maxRestarts();
        // Of a service that was given up, only the first restart after a beat is an ordinary one.
        if (mayRestart && (!gaveUp || service.fruitless() == 0)) {
            service.restart(cause);
            return;
        }
        if (!cause.kill()) {
            // It is alive and says so: a reboot for it could be one for a network that is down.
            if (service.sinceTry().compareTo(turn.policy().device().retryAfter()) >= 0) {
                service.restart(cause);
            }
            return;
        }
        Optional<String> refusal = service.isMissing() ? Optional.of(NO_CURE) : refusal(turn);
        if (refusal.isEmpty()) {
            RebootSteps.begin(turn, service, cause);
            return;
        }
        Duration retryAfter = turn.policy().device().retryAfter();
        if (!gaveUp) {
            service.gaveUp(true);
            String why = cause.reason() + "; " + service.restartsInWindow() + " restarts in "
                    + Words.of(service.policy().restartWindow()) + " did not help, and a reboot is not allowed: "
                    + refusal.get() + ". A restart is tried every " + Words.of(retryAfter);
            service.note(EventKind.GAVE_UP, "GAVE UP: " + why, "would give up: " + why);
        } else if (service.sinceTry().compareTo(retryAfter) >= 0) {
            service.restart(cause);
        }
    }

    private static Optional<String> refusal(Turn turn) {
        if (!turn.history().holds().isEmpty()) {
            return Optional.of("somebody holds "
                    + turn.history().holds().getFirst().service().orElse("the device"));
        }
        return RebootBudget.refusal(
                turn.policy().device(), turn.history(), turn.observation().time());
    }
}
