// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.incident;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.network.RepairResult;

/** Names an incident: {@code Froze, recovered by a restart}. */
final class IncidentTitle {

    private IncidentTitle() {}

    static String of(Incident incident) {
        if (incident.isMoment()) {
            return moment(incident.first().kind());
        } else if (incident.service().isEmpty()) {
            return device(incident);
        }
        String what = capital(String.join(", then ", causes(incident)));
        return outcome(incident).map(end -> what + ", " + end).orElse(what);
    }

    private static String moment(EventKind kind) {
        if (kind == EventKind.REPORTED) {
            return "Reported";
        }
        return kind == EventKind.UNSTABLE ? "Does not stay up" : "Ended, started again by its manager";
    }

    private static String device(Incident incident) {
        if (incident.has(EventKind.REBOOT_ABANDONED)) {
            return "Could not be rebooted";
        }
        return incident.first().isRequested() ? "Reboot on request" : "Reboot";
    }

    private static Set<String> causes(Incident incident) {
        Set<String> causes = new LinkedHashSet<>();
        for (Event event : incident.events()) {
            cause(event.kind()).ifPresent(causes::add);
        }
        if (causes.isEmpty()) {
            // The journal no longer has its first events.
            causes.add(incident.first().kind() == EventKind.RESTART_FAILED ? "did not restart" : "was restarted");
        }
        return causes;
    }

    private static Optional<String> cause(EventKind kind) {
        return switch (kind) {
            case STALE -> Optional.of("froze");
            case SERVICE_FAILED -> Optional.of("ended unexpectedly");
            case ERROR_STATE -> Optional.of("could not work");
            case HEARTBEAT_REFUSED, LIVENESS_UNKNOWN -> Optional.of("could not be watched");
            case HEARTBEAT_UNREADABLE -> Optional.of("wrote an unreadable heartbeat");
            case NETWORK_DOWN -> Optional.of("cut off");
            case WATCHDOG_STARTED,
                    WATCHDOG_STOPPED,
                    RECOVERED,
                    RESTART,
                    RESTART_VERIFIED,
                    RESTART_FAILED,
                    REBOOT,
                    FORCED_REBOOT,
                    LEFT_TO_SYSTEMD,
                    REBOOT_ABANDONED,
                    BOOTED,
                    GAVE_UP,
                    UNSTABLE,
                    NORMAL_AGAIN,
                    HOLD_BEGAN,
                    HOLD_ENDED,
                    OPERATOR_STOPPED,
                    OPERATOR_STARTED,
                    OPERATOR_REQUEST,
                    REPORTED,
                    REFUSED,
                    STARTED_BY_OTHERS,
                    SECOND_INSTANCE,
                    SERVICE_STATE,
                    NETWORK_CAUSE,
                    NETWORK_REPAIR,
                    NETWORK_UP,
                    HISTORY_LOST,
                    DRY_RUN -> Optional.empty();
        };
    }

    private static Optional<String> outcome(Incident incident) {
        if (!incident.isOver()) {
            return incident.has(EventKind.GAVE_UP) || incident.has(EventKind.REBOOT_ABANDONED)
                    ? Optional.of("not recovered so far")
                    : Optional.empty();
        } else if (incident.last().kind() == EventKind.OPERATOR_STOPPED) {
            return Optional.of("stopped on purpose");
        }
        return Optional.of("recovered " + cure(incident));
    }

    /** The last thing that was done before it was well. */
    private static String cure(Incident incident) {
        if (incident.last().kind() == EventKind.NETWORK_UP) {
            return incident.has(EventKind.NETWORK_REPAIR) ? "after " + repairs(incident) : "on its own";
        }
        boolean rebooted = incident.has(EventKind.REBOOT);
        for (Event event : incident.events().reversed()) {
            if (event.kind() == EventKind.BOOTED) {
                return rebooted ? "by a reboot" : "after the device had booted";
            } else if (event.kind() == EventKind.RESTART || event.kind() == EventKind.RESTART_VERIFIED) {
                return "by a restart";
            } else if (event.kind() == EventKind.STARTED_BY_OTHERS) {
                return "when its manager had started it again";
            }
        }
        return "on its own";
    }

    private static String repairs(Incident incident) {
        boolean byReboot = incident.events().stream()
                .flatMap(event -> RepairResult.of(event).stream())
                .anyMatch(result -> result.hasHelped() && result.link().equals(RepairResult.DEVICE));
        return byReboot ? "a reboot" : "repairs";
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
