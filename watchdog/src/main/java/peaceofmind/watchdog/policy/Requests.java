package peaceofmind.watchdog.policy;

import java.util.Locale;
import java.util.Optional;
import peaceofmind.watchdog.events.EventKind;
import peaceofmind.watchdog.policy.OperatorRequest.PlaceHold;
import peaceofmind.watchdog.policy.OperatorRequest.RebootDevice;
import peaceofmind.watchdog.policy.OperatorRequest.Release;
import peaceofmind.watchdog.policy.OperatorRequest.RestartService;
import peaceofmind.watchdog.policy.OperatorRequest.StartService;
import peaceofmind.watchdog.policy.OperatorRequest.StopService;
import peaceofmind.watchdog.policy.ServiceState.Acting;
import peaceofmind.watchdog.policy.ServiceState.Action;

/** What people ask for: answered at once, done as asked or refused with the reason. */
final class Requests {

    private Requests() {}

    static void answerAll(Turn turn) {
        for (OperatorRequest request : turn.observation().requests()) {
            Optional<String> refusal = refusal(turn, request);
            if (refusal.isPresent()) {
                turn.answer(request, false, refusal.get());
            } else {
                carryOut(turn, request);
            }
        }
    }

    private static Optional<String> refusal(Turn turn, OperatorRequest request) {
        if (turn.reboot().isPresent()) {
            return Optional.of("the device is being rebooted");
        }
        Optional<String> name = switch (request) {
            case PlaceHold hold -> hold.service();
            case Release release -> release.service();
            case RestartService restart -> Optional.of(restart.service());
            case StopService stop -> Optional.of(stop.service());
            case StartService start -> Optional.of(start.service());
            case RebootDevice _ -> Optional.empty();
        };
        if (name.isPresent() && turn.service(name.get()).isEmpty()) {
            return Optional.of("no service \"" + name.get() + "\" is watched here; watched: "
                    + String.join(
                            ", ",
                            turn.services().stream().map(ServiceTurn::name).toList()));
        }
        boolean acts = !(request instanceof PlaceHold || request instanceof Release);
        if (acts && turn.policy().dryRun()) {
            return Optional.of("the watchdog is configured to do nothing (dry_run)");
        } else if (acts
                && name.isPresent()
                && turn.service(name.get()).orElseThrow().phase() instanceof Acting) {
            return Optional.of("an order to " + name.get() + " is being carried out: try again in a few seconds");
        } else if (request instanceof RebootDevice reboot && reboot.budgeted()) {
            return RebootBudget.refusalOfAsked(
                    turn.history(), turn.observation().time());
        }
        return Optional.empty();
    }

    private static void carryOut(Turn turn, OperatorRequest request) {
        switch (request) {
            case PlaceHold hold -> Holds.place(turn, hold);
            case Release release -> Holds.release(turn, release);
            case RestartService restart -> {
                ServiceTurn service = turn.service(restart.service()).orElseThrow();
                String reason = "asked for by " + restart.by();
                order(
                        turn,
                        request,
                        service,
                        new Order.Restart(service.name(), service.isSilent(), true, reason),
                        Action.RESTART);
            }
            case StopService stop -> {
                ServiceTurn service = turn.service(stop.service()).orElseThrow();
                Order order = new Order.Stop(service.name(), "asked for by " + stop.by());
                order(turn, request, service, order, Action.STOP);
            }
            case StartService start -> {
                ServiceTurn service = turn.service(start.service()).orElseThrow();
                Order order = new Order.Start(service.name(), "asked for by " + start.by());
                order(turn, request, service, order, Action.START);
            }
            case RebootDevice reboot -> {
                // A person's own reboot needs no budget of the watchdog's, but takes from it.
                RebootSteps.order(turn, new Order.Reboot("asked for by " + reboot.by(), reboot.budgeted()));
                turn.answer(request, true, "the device reboots now");
            }
        }
    }

    private static void order(Turn turn, OperatorRequest request, ServiceTurn service, Order order, Action action) {
        service.stoppedByOperator(action == Action.STOP);
        service.act(order, action);
        String word = action.name().toLowerCase(Locale.ROOT);
        service.note(EventKind.OPERATOR_REQUEST, word + " " + order.reason());
        turn.answer(request, true, word + " of " + service.name() + " begins");
    }
}
