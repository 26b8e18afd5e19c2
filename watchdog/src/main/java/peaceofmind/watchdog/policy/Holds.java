// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;
import peaceofmind.watchdog.policy.OperatorRequest.PlaceHold;
import peaceofmind.watchdog.policy.OperatorRequest.Release;

/** Places, releases and expires holds. */
final class Holds {

    private Holds() {}

    static void place(PolicyEvaluation evaluation, PlaceHold request) {
        var maxHold = evaluation.policy().device().maxHold();
        if (request.duration().compareTo(maxHold) > 0 || !request.duration().isPositive()) {
            evaluation.reply(
                    request, false, "the length of a hold must be positive and at most " + Durations.format(maxHold));
            return;
        }
        List<Hold> holds = new ArrayList<>(evaluation.history().holds());
        holds.removeIf(hold -> hold.service().equals(request.service()));
        holds.add(
                new Hold(request.service(), evaluation.now().plus(request.duration()), request.by(), request.reason()));
        evaluation.history(evaluation.history().withHolds(holds));
        String message = subject(request.service()) + " is left alone for " + Durations.format(request.duration());
        evaluation.note(
                EventKind.HOLD_BEGAN,
                request.service(),
                message + " (" + request.by() + (request.reason().isBlank() ? "" : ": " + request.reason()) + ")");
        evaluation.reply(request, true, message + ", then watched again automatically");
    }

    static void release(PolicyEvaluation evaluation, Release request) {
        List<Hold> released = evaluation.history().holds().stream()
                .filter(hold -> request.service().isEmpty() || hold.service().equals(request.service()))
                .toList();
        released.forEach(hold -> finish(evaluation, hold, "released by " + request.by()));
        evaluation.reply(request, !released.isEmpty(), released.isEmpty() ? "no such hold" : "watched again as before");
    }

    static void finish(PolicyEvaluation evaluation, Hold hold, String reason) {
        List<Hold> remaining = evaluation.history().holds().stream()
                .filter(other -> !other.equals(hold))
                .toList();
        evaluation.history(evaluation.history().withHolds(remaining));
        evaluation.note(
                EventKind.HOLD_ENDED, hold.service(), "the hold on " + subject(hold.service()) + " ended: " + reason);
        // Whatever its state, it gets its full limit before anything is done about it.
        evaluation.services().stream()
                .filter(service -> hold.covers(service.name()))
                .forEach(ServiceEvaluation::resetTimers);
    }

    private static String subject(Optional<String> service) {
        return service.orElse("everything");
    }
}
