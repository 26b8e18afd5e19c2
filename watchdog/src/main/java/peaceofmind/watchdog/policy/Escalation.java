// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.util.Optional;
import peaceofmind.contract.event.EventKind;

/** Decides what comes next: a restart, a reboot, or giving up. */
final class Escalation {

    private static final String MISSING_UNIT_REASON =
            "its service manager does not know it or cannot read its definition (is"
                    + " \"unit\" misspelt, or the package removed?), and a reboot would not change that";

    private static final String INCONCLUSIVE_REASON =
            "its heartbeat file is refused (check its owner and path), or its probes fail on this machine, so it is unknown whether a"
                    + " restart helped";

    private Escalation() {}

    static void next(PolicyEvaluation evaluation, ServiceEvaluation service, Cause cause) {
        boolean retryDue = service.sinceLastRestart()
                        .compareTo(evaluation.policy().device().retryAfter())
                >= 0;
        boolean gaveUp = service.history().gaveUpAt().isPresent();
        if (!cause.kill()) {
            // It is alive and says so: a reboot for it could be one for a network that is down.
            if (service.restarts().inWindow() < service.policy().maxRestarts() || retryDue) {
                service.restart(cause);
            }
        } else if (service.restarts().noneFailedSinceBeat()) {
            restartOfHelp(evaluation, service, cause);
        } else if (!gaveUp && service.restarts().failed() < service.policy().maxRestarts()) {
            service.restart(cause);
        } else {
            restartsFailed(evaluation, service, cause, retryDue);
        }
    }

    /** The last restart helped, or there was none: restarted at once, whatever was before. */
    private static void restartOfHelp(PolicyEvaluation evaluation, ServiceEvaluation service, Cause cause) {
        int helpful = service.restarts().helpful();
        if (helpful >= service.policy().unstableRestarts()) {
            boolean rebootTried = service.history()
                    .instability()
                    .map(ServiceHistory.Instability::rebootTried)
                    .orElse(false);
            boolean reboot = !rebootTried && rebootRefusal(evaluation, service).isEmpty();
            service.setUnstable(rebootTried || reboot);
            if (reboot) {
                RebootSteps.start(
                        evaluation,
                        service,
                        cause.reason() + "; " + helpful + " restarts in the last hour helped, but not for long");
                if (!evaluation.policy().dryRun()) {
                    return;
                }
            }
        }
        service.restart(cause);
    }

    private static void restartsFailed(
            PolicyEvaluation evaluation, ServiceEvaluation service, Cause cause, boolean retryDue) {
        Optional<String> refusal = rebootRefusal(evaluation, service);
        if (refusal.isEmpty()) {
            RebootSteps.start(evaluation, service, cause.reason() + "; " + describeFailed(service));
            if (evaluation.policy().dryRun()) {
                service.setGaveUp(true);
            }
            return;
        }
        if (service.history().gaveUpAt().isEmpty()) {
            service.setGaveUp(true);
            String reason =
                    cause.reason() + "; " + describeFailed(service) + ", and a reboot is not allowed: " + refusal.get()
                            + ". A restart is tried every "
                            + Durations.format(evaluation.policy().device().retryAfter());
            service.note(EventKind.GAVE_UP, "GAVE UP: " + reason, "would give up: " + reason);
        }
        // At once, if the last one is long ago: a reboot that was abandoned takes its time.
        if (retryDue) {
            service.restart(cause);
        }
    }

    private static String describeFailed(ServiceEvaluation service) {
        return service.restarts().failed() + " restarts in "
                + Durations.format(service.policy().restartWindow()) + " did not help";
    }

    private static Optional<String> rebootRefusal(PolicyEvaluation evaluation, ServiceEvaluation service) {
        if (service.isMissing()) {
            return Optional.of(MISSING_UNIT_REASON);
        } else if (service.isInconclusive()) {
            return Optional.of(INCONCLUSIVE_REASON);
        } else if (!evaluation.history().holds().isEmpty()) {
            return Optional.of("somebody holds "
                    + evaluation.history().holds().getFirst().service().orElse("the device"));
        }
        return RebootBudget.refusal(
                evaluation.policy().device(),
                evaluation.history(),
                evaluation.observation().time(),
                evaluation.observation().saveError());
    }
}
