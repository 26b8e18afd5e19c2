// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.util.Locale;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.watchdog.policy.OperatorRequest.PlaceHold;
import peaceofmind.watchdog.policy.OperatorRequest.RebootDevice;
import peaceofmind.watchdog.policy.OperatorRequest.Release;
import peaceofmind.watchdog.policy.OperatorRequest.RestartService;
import peaceofmind.watchdog.policy.OperatorRequest.StartService;
import peaceofmind.watchdog.policy.OperatorRequest.StopService;
import peaceofmind.watchdog.policy.ServiceState.Acting;
import peaceofmind.watchdog.policy.ServiceState.Action;

/** Handles operators' requests: each is executed, or refused with the reason. */
final class OperatorRequestHandler {

    private OperatorRequestHandler() {}

    static void handleAll(PolicyEvaluation evaluation) {
        for (OperatorRequest request : evaluation.observation().requests()) {
            Optional<String> refusal = refusal(evaluation, request);
            if (refusal.isPresent()) {
                evaluation.reply(request, false, refusal.get());
            } else {
                execute(evaluation, request);
            }
        }
    }

    private static Optional<String> refusal(PolicyEvaluation evaluation, OperatorRequest request) {
        if (evaluation.reboot().isPresent()) {
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
        if (name.isPresent() && evaluation.service(name.get()).isEmpty()) {
            return Optional.of("service \"" + name.get() + "\" is not watched; the watched services are "
                    + String.join(
                            ", ",
                            evaluation.services().stream()
                                    .map(ServiceEvaluation::name)
                                    .toList()));
        }
        boolean isAction = !(request instanceof PlaceHold || request instanceof Release);
        if (isAction && evaluation.policy().dryRun()) {
            return Optional.of("the watchdog is configured to execute nothing (watchdog.dry_run)");
        } else if (isAction
                && name.isPresent()
                && evaluation.service(name.get()).orElseThrow().phase() instanceof Acting) {
            return Optional.of("another action on " + name.get() + " is in progress: try again in a few seconds");
        } else if (request instanceof RebootDevice reboot && reboot.budgeted()) {
            return RebootBudget.refusalOfRequested(
                    evaluation.history(), evaluation.observation().time());
        }
        return Optional.empty();
    }

    private static void execute(PolicyEvaluation evaluation, OperatorRequest request) {
        switch (request) {
            case PlaceHold hold -> Holds.place(evaluation, hold);
            case Release release -> Holds.release(evaluation, release);
            case RestartService restart -> {
                ServiceEvaluation service =
                        evaluation.service(restart.service()).orElseThrow();
                String reason = Event.REQUESTED_BY + restart.by();
                issueOrder(
                        evaluation,
                        request,
                        service,
                        new Order.Restart(service.name(), service.isSilent(), true, reason),
                        Action.RESTART);
            }
            case StopService stop -> {
                ServiceEvaluation service = evaluation.service(stop.service()).orElseThrow();
                Order order = new Order.Stop(service.name(), Event.REQUESTED_BY + stop.by());
                issueOrder(evaluation, request, service, order, Action.STOP);
            }
            case StartService start -> {
                ServiceEvaluation service = evaluation.service(start.service()).orElseThrow();
                Order order = new Order.Start(service.name(), Event.REQUESTED_BY + start.by());
                issueOrder(evaluation, request, service, order, Action.START);
            }
            case RebootDevice reboot -> {
                // An operator's reboot does not need the watchdog's budget, but is charged to it.
                RebootSteps.order(evaluation, new Order.Reboot(Event.REQUESTED_BY + reboot.by(), reboot.budgeted()));
                evaluation.reply(request, true, "the device reboots now");
            }
        }
    }

    private static void issueOrder(
            PolicyEvaluation evaluation,
            OperatorRequest request,
            ServiceEvaluation service,
            Order order,
            Action action) {
        service.setStoppedByOperator(action == Action.STOP);
        service.issueOrder(order, action);
        String actionName = action.name().toLowerCase(Locale.ROOT);
        service.note(EventKind.OPERATOR_REQUEST, actionName + " " + order.reason());
        evaluation.reply(request, true, actionName + " of " + service.name() + " ordered");
    }
}
