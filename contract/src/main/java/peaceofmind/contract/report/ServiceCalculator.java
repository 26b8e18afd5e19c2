// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.event.IncidentRole;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.report.TimeRanges.TimeRange;

/**
 * The month of one service. What an incident means is decided by its events: one in which the service did not work is down time, from the
 * last good beat to the first good one; one in which it could not be watched is unknown time; in any other it worked.
 */
record ServiceCalculator(String name, Instant from, Instant to, TimeRanges unobserved) {

    private enum Meaning {
        DOWN,
        /** Such as a restart that a person asked for. */
        REQUESTED,
        UNKNOWN,
        UP
    }

    ServiceMonth calculate(List<Incident> all, List<Event> events) {
        TimeRanges month = TimeRanges.of(from, to);
        List<Incident> incidents = all.stream()
                .filter(incident -> incident.service().equals(Optional.of(name)) && !incident.isMoment())
                .filter(incident -> overlaps(incident, from, to))
                .toList();
        List<Incident> outages = with(Meaning.DOWN, incidents);
        TimeRanges down = times(outages).within(month);
        TimeRanges stopped = stopped(events)
                .and(times(with(Meaning.REQUESTED, incidents)))
                .within(month)
                .without(down);
        TimeRanges unknown = times(with(Meaning.UNKNOWN, incidents))
                .and(unobserved)
                .within(month)
                .without(down)
                .without(stopped);
        TimeRanges up = month.without(down).without(stopped).without(unknown);
        List<Duration> recoveries = outages.stream()
                .filter(incident ->
                        incident.end().filter(end -> !end.isAfter(to)).isPresent())
                .filter(incident -> incident.events().getLast().kind() != EventKind.OPERATOR_STOPPED)
                .flatMap(incident -> incident.length().stream())
                .sorted()
                .toList();
        return new ServiceMonth(
                name,
                up.length(),
                down.length(),
                stopped.length(),
                unknown.length(),
                outages.size(),
                recoveries.size(),
                median(recoveries),
                recoveries.isEmpty() ? Optional.empty() : Optional.of(recoveries.getLast()));
    }

    static boolean overlaps(Incident incident, Instant from, Instant to) {
        return incident.start().isBefore(to)
                && incident.end().filter(end -> end.isBefore(from)).isEmpty();
    }

    private TimeRanges times(List<Incident> incidents) {
        return TimeRanges.of(incidents.stream()
                .map(incident -> new TimeRange(incident.start(), incident.end().orElse(to)))
                .toList());
    }

    private static List<Incident> with(Meaning meaning, List<Incident> incidents) {
        return incidents.stream()
                .filter(incident -> meaning(incident) == meaning)
                .toList();
    }

    private static Meaning meaning(Incident incident) {
        if (incident.events().getFirst().isRequested()) {
            return Meaning.REQUESTED;
        }
        Meaning meaning = Meaning.UP;
        for (Event event : incident.events()) {
            switch (event.kind()) {
                case STALE, SERVICE_FAILED, ERROR_STATE, RESTART, RESTART_FAILED, REBOOT, STARTED_BY_OTHERS -> {
                    return Meaning.DOWN;
                }
                case HEARTBEAT_REFUSED, LIVENESS_UNKNOWN -> meaning = Meaning.UNKNOWN;
                case WATCHDOG_STARTED,
                        WATCHDOG_STOPPED,
                        RECOVERED,
                        RESTART_VERIFIED,
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
                        HEARTBEAT_UNREADABLE,
                        SECOND_INSTANCE,
                        SERVICE_STATE,
                        NETWORK_DOWN,
                        NETWORK_CAUSE,
                        NETWORK_REPAIR,
                        NETWORK_UP,
                        HISTORY_LOST,
                        DRY_RUN -> {}
            }
        }
        return meaning;
    }

    /** From a stop on purpose to a start, or to an incident, which only a program that should run has. */
    private TimeRanges stopped(List<Event> events) {
        List<TimeRange> ranges = new ArrayList<>();
        Optional<Instant> since = Optional.empty();
        for (Event event : events) {
            if (!event.service().equals(Optional.of(name))) {
                continue;
            }
            if (event.kind() == EventKind.OPERATOR_STOPPED) {
                since = since.or(() -> Optional.of(event.time()));
            } else if (since.isPresent()
                    && (event.kind() == EventKind.OPERATOR_STARTED
                            || event.kind().role() == IncidentRole.OPENS)) {
                ranges.add(new TimeRange(since.get(), event.time()));
                since = Optional.empty();
            }
        }
        since.ifPresent(stop -> ranges.add(new TimeRange(stop, to)));
        return TimeRanges.of(ranges);
    }

    /** Of an even number, the mean of the two in the middle. */
    private static Optional<Duration> median(List<Duration> sorted) {
        if (sorted.isEmpty()) {
            return Optional.empty();
        }
        Duration upper = sorted.get(sorted.size() / 2);
        return Optional.of(
                sorted.size() % 2 == 1
                        ? upper
                        : upper.plus(sorted.get(sorted.size() / 2 - 1)).dividedBy(2));
    }
}
