// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.contract.event.EventKind;
import peaceofmind.watchdog.policy.State.RebootPhase;
import peaceofmind.watchdog.policy.State.RebootUnderWay;

/** The phases of a reboot: ordered, forced, left to systemd, abandoned. */
final class RebootSteps {

    private RebootSteps() {}

    /** An automatic one, for what was observed of a service. */
    static void start(PolicyEvaluation evaluation, ServiceEvaluation service, String cause) {
        String reason = service.name() + ": " + cause;
        if (evaluation.policy().dryRun()) {
            evaluation.history(evaluation.history().withReboot(new RebootRecord(evaluation.now(), reason)));
            evaluation.note(EventKind.DRY_RUN, Optional.of(service.name()), "would reboot the device: " + reason);
            return;
        }
        evaluation.history(
                evaluation.history().withTotals(evaluation.history().totals().withReboot()));
        // Where it can't be counted, the budget has allowed it all the same.
        order(
                evaluation,
                new Order.Reboot(reason, evaluation.observation().saveError().isEmpty()));
    }

    static void order(PolicyEvaluation evaluation, Order.Reboot reboot) {
        String reason = reboot.reason();
        evaluation.history(evaluation.history().withReboot(new RebootRecord(evaluation.now(), reason)));
        evaluation.reboot(Optional.of(new RebootUnderWay(RebootPhase.ORDERED, Duration.ZERO)));
        evaluation.order(reboot);
        evaluation.note(EventKind.REBOOT, Optional.empty(), "reboot: " + reason);
    }

    static void advance(PolicyEvaluation evaluation) {
        RebootUnderWay reboot = evaluation.reboot().orElseThrow();
        DevicePolicy policy = evaluation.policy().device();
        Duration elapsed = reboot.elapsed().plus(evaluation.elapsed());
        Duration limit =
                reboot.phase() == RebootPhase.LEFT_TO_SYSTEMD ? policy.abandonRebootAfter() : policy.forceRebootAfter();
        if (elapsed.compareTo(limit) < 0) {
            evaluation.reboot(Optional.of(new RebootUnderWay(reboot.phase(), elapsed)));
            return;
        }
        switch (reboot.phase()) {
            case ORDERED -> {
                String reason = "the device still runs " + Durations.format(limit) + " after the reboot was ordered";
                advanceTo(evaluation, RebootPhase.FORCED, new Order.ForceReboot(reason), EventKind.FORCED_REBOOT);
            }
            case FORCED -> {
                String reason = "the device still runs " + Durations.format(limit)
                        + " after the kernel was asked to reboot: left to systemd, which resets it";
                advanceTo(
                        evaluation,
                        RebootPhase.LEFT_TO_SYSTEMD,
                        new Order.LeaveToSystemd(reason),
                        EventKind.LEFT_TO_SYSTEMD);
            }
            case LEFT_TO_SYSTEMD -> abandon(evaluation);
        }
    }

    private static void advanceTo(PolicyEvaluation evaluation, RebootPhase next, Order order, EventKind kind) {
        evaluation.reboot(Optional.of(new RebootUnderWay(next, Duration.ZERO)));
        evaluation.order(order);
        evaluation.note(kind, Optional.empty(), order.reason());
    }

    private static void abandon(PolicyEvaluation evaluation) {
        String reason = "the device cannot be rebooted by the watchdog: continuing with restarts";
        evaluation.reboot(Optional.empty());
        evaluation.order(new Order.ResumeKeepAlive(reason));
        evaluation.note(EventKind.REBOOT_ABANDONED, Optional.empty(), "GAVE UP: " + reason);
        evaluation.services().forEach(service -> {
            if (service.isSilent()) {
                service.setGaveUp(true);
            }
        });
    }
}
