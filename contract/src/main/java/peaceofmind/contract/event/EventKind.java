// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.event;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of events in the watchdog's journal, each with its role in an incident. */
public enum EventKind {
    /** Whatever reboot was under way: it happened, or will not happen any more. */
    WATCHDOG_STARTED(IncidentRole.CLOSES),
    WATCHDOG_STOPPED(IncidentRole.CONTINUES),
    /** No heartbeat for longer than the limit. */
    STALE(IncidentRole.OPENS),
    /** It ended, or failed to start, and its manager does not start it again. */
    SERVICE_FAILED(IncidentRole.OPENS),
    /** It beats and reports that it can't do its work. */
    ERROR_STATE(IncidentRole.OPENS),
    /** The first good beat after an incident that no restart of the watchdog's ended. */
    RECOVERED(IncidentRole.CLOSES),
    RESTART(IncidentRole.OPENS),
    /** The first good beat after a restart by the watchdog. */
    RESTART_VERIFIED(IncidentRole.CLOSES),
    RESTART_FAILED(IncidentRole.OPENS),
    REBOOT(IncidentRole.OPENS),
    FORCED_REBOOT(IncidentRole.CONTINUES),
    LEFT_TO_SYSTEMD(IncidentRole.CONTINUES),
    /** A reboot that was decided does not happen: the device keeps running. */
    REBOOT_ABANDONED(IncidentRole.CLOSES),
    BOOTED(IncidentRole.CLOSES),
    GAVE_UP(IncidentRole.CONTINUES),
    /** Restarts help, and are needed too often. */
    UNSTABLE(IncidentRole.JOINS_OR_STANDS_ALONE),
    NORMAL_AGAIN(IncidentRole.UNRELATED),
    HOLD_BEGAN(IncidentRole.CONTINUES),
    HOLD_ENDED(IncidentRole.CONTINUES),
    OPERATOR_STOPPED(IncidentRole.CLOSES),
    OPERATOR_STARTED(IncidentRole.CONTINUES),
    OPERATOR_REQUEST(IncidentRole.CONTINUES),
    /** Found by another program of ours, such as the agent: nothing that the watchdog observed itself. */
    REPORTED(IncidentRole.STANDS_ALONE),
    REFUSED(IncidentRole.CONTINUES),
    /** Its heartbeat file is not accepted, whoever is wrong about it: the service can't be watched. */
    HEARTBEAT_REFUSED(IncidentRole.OPENS),
    /** The machine itself keeps its probes from working: nobody can say whether it is alive. */
    LIVENESS_UNKNOWN(IncidentRole.OPENS),
    /** Its heartbeat changes, so it is alive, and has not been a valid one for longer than the limit. */
    HEARTBEAT_UNREADABLE(IncidentRole.OPENS),
    /** It ended and was running again before the watchdog had to act. */
    STARTED_BY_OTHERS(IncidentRole.JOINS_OR_STANDS_ALONE),
    /** A process that is not the service's writes its heartbeat. */
    SECOND_INSTANCE(IncidentRole.JOINS_OR_STANDS_ALONE),
    SERVICE_STATE(IncidentRole.CONTINUES),
    /** The device is cut off from the network, for longer than a moment. */
    NETWORK_DOWN(IncidentRole.OPENS),
    /** The cause of a network outage has changed. */
    NETWORK_CAUSE(IncidentRole.CONTINUES),
    /** A repair of the network, or what came of it. */
    NETWORK_REPAIR(IncidentRole.CONTINUES),
    NETWORK_UP(IncidentRole.CLOSES),
    HISTORY_LOST(IncidentRole.UNRELATED),
    DRY_RUN(IncidentRole.CONTINUES);

    private static final Map<String, EventKind> BY_WORD =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(EventKind::word, Function.identity()));

    private final IncidentRole role;

    EventKind(IncidentRole role) {
        this.role = role;
    }

    /** What an event of this kind does to an incident. */
    public IncidentRole role() {
        return role;
    }

    /** As written to the journal: {@code restart_verified}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind that is written as {@code word}; empty for one of another version. */
    public static Optional<EventKind> parse(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }
}
