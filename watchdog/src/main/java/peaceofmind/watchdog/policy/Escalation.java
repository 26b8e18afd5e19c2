package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;

/** From restart to restarts to reboot to giving up: which of them is next. */
final class Escalation {

    private static final String MISSING_UNIT_REASON = "its manager knows no such service, or can't read what it is (is \"unit\""
            + " misspelt, or the package removed?), and a reboot would not change that";

    private static final String REFUSED_HEARTBEAT_REASON =
            "its heartbeat file is refused, so that nobody can tell whether a restart helped: check its owner and path";

    private Escalation() {}

    static void next(PolicyEvaluation evaluation, ServiceEvaluation service, Cause cause) {
        boolean gaveUp = service.history().gaveUpAt().isPresent();
        boolean mayRestart = service.restartsInWindow() < service.policy().maxRestarts();
        // Of a service that was given up, only the first restart after a beat is an ordinary one.
        if (mayRestart && (!gaveUp || service.restartsSinceLastBeat() == 0)) {
            service.restart(cause);
            return;
        }
        if (!cause.kill()) {
            // It is alive and says so: a reboot for it could be one for a network that is down.
            if (service.sinceLastRestart().compareTo(evaluation.policy().device().retryAfter()) >= 0) {
                service.restart(cause);
            }
            return;
        }
        Optional<String> refusal = rebootRefusal(evaluation, service);
        if (refusal.isEmpty()) {
            RebootSteps.start(evaluation, service, cause);
            return;
        }
        Duration retryAfter = evaluation.policy().device().retryAfter();
        if (!gaveUp) {
            service.setGaveUp(true);
            String reason = cause.reason() + "; " + service.restartsInWindow() + " restarts in "
                    + Durations.format(service.policy().restartWindow()) + " did not help, and a reboot is not allowed: "
                    + refusal.get() + ". A restart is tried every " + Durations.format(retryAfter);
            service.note(EventKind.GAVE_UP, "GAVE UP: " + reason, "would give up: " + reason);
        } else if (service.sinceLastRestart().compareTo(retryAfter) >= 0) {
            service.restart(cause);
        }
    }

    private static Optional<String> rebootRefusal(PolicyEvaluation evaluation, ServiceEvaluation service) {
        if (service.isMissing()) {
            return Optional.of(MISSING_UNIT_REASON);
        } else if (service.isHeartbeatRefused()) {
            return Optional.of(REFUSED_HEARTBEAT_REASON);
        } else if (!evaluation.history().holds().isEmpty()) {
            return Optional.of("somebody holds "
                    + evaluation.history().holds().getFirst().service().orElse("the device"));
        }
        return RebootBudget.refusal(
                evaluation.policy().device(), evaluation.history(), evaluation.observation().time());
    }
}
