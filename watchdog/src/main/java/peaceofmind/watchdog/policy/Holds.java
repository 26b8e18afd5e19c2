package peaceofmind.watchdog.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.watchdog.events.EventKind;
import peaceofmind.watchdog.policy.OperatorRequest.PlaceHold;
import peaceofmind.watchdog.policy.OperatorRequest.Release;

/** Maintenance holds: placed, released, ended by themselves. */
final class Holds {

    private Holds() {}

    static void place(Turn turn, PlaceHold request) {
        var longest = turn.policy().device().maxHold();
        if (request.length().compareTo(longest) > 0 || !request.length().isPositive()) {
            turn.answer(request, false, "a hold lasts at most " + Words.of(longest) + ", and more than nothing");
            return;
        }
        List<Hold> holds = new ArrayList<>(turn.history().holds());
        holds.removeIf(hold -> hold.service().equals(request.service()));
        holds.add(new Hold(request.service(), turn.now().plus(request.length()), request.by(), request.why()));
        turn.history(turn.history().withHolds(holds));
        String what = subject(request.service()) + " is left alone for " + Words.of(request.length());
        turn.note(
                EventKind.HOLD_BEGAN,
                request.service(),
                what + " (" + request.by() + (request.why().isBlank() ? "" : ": " + request.why()) + ")");
        turn.answer(request, true, what + "; it ends by itself");
    }

    static void release(Turn turn, Release request) {
        List<Hold> ended = turn.history().holds().stream()
                .filter(hold -> request.service().isEmpty() || hold.service().equals(request.service()))
                .toList();
        ended.forEach(hold -> end(turn, hold, "released by " + request.by()));
        turn.answer(request, !ended.isEmpty(), ended.isEmpty() ? "there is no such hold" : "watched again as before");
    }

    static void end(Turn turn, Hold hold, String why) {
        List<Hold> left = turn.history().holds().stream()
                .filter(other -> !other.equals(hold))
                .toList();
        turn.history(turn.history().withHolds(left));
        turn.note(EventKind.HOLD_ENDED, hold.service(), "the hold on " + subject(hold.service()) + " ended: " + why);
        // Whatever was going on meanwhile, it gets its full limit before anything is done about it.
        turn.services().stream().filter(service -> hold.covers(service.name())).forEach(ServiceTurn::restartCounting);
    }

    private static String subject(Optional<String> service) {
        return service.orElse("everything");
    }
}
