// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.EventKind;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.report.SeriesHistory.HistoryValue;

/** A journal and a history that are written event by event and value by value, in local time. */
final class SimulatedMonth {

    static final ZoneId ZONE = ZoneId.of("Europe/Paris");
    private static final Duration STEP = Duration.ofMinutes(15);

    private final List<Event> events = new ArrayList<>();
    private final Map<String, List<HistoryValue>> series = new HashMap<>();
    private long sequence;

    SimulatedMonth(long firstSequence) {
        this.sequence = firstSequence;
    }

    static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(ZONE).toInstant();
    }

    SimulatedMonth event(String local, EventKind kind, String reason, double sinceGoodBeat) {
        return event(local, kind, Optional.of("recorder"), reason, Optional.of(sinceGoodBeat));
    }

    SimulatedMonth device(String local, EventKind kind, String reason) {
        return event(local, kind, Optional.empty(), reason, Optional.empty());
    }

    SimulatedMonth network(String local, EventKind kind, String reason, double sinceGood) {
        return event(local, kind, Optional.of(Incident.NETWORK), reason, Optional.of(sinceGood));
    }

    private SimulatedMonth event(
            String local, EventKind kind, Optional<String> service, String reason, Optional<Double> sinceGoodBeat) {
        events.add(new Event(
                sequence++,
                at(local),
                kind,
                service,
                reason,
                sinceGoodBeat.map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))));
        return this;
    }

    /** A value each 15 minutes, outside of the range in which the device was off. */
    SimulatedMonth values(
            String name, String from, String to, String offFrom, String offTo, ToDoubleFunction<Instant> value) {
        List<HistoryValue> values = series.computeIfAbsent(name, _ -> new ArrayList<>());
        for (Instant time = at(from); time.isBefore(at(to)); time = time.plus(STEP)) {
            boolean isOff = !time.isBefore(at(offFrom)) && time.isBefore(at(offTo));
            if (!isOff) {
                double current = value.applyAsDouble(time);
                values.add(new HistoryValue(time, current, current, current));
            }
        }
        return this;
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    SeriesHistory history() {
        return (metric, from, to) -> {
            List<HistoryValue> values = series.getOrDefault(metric, List.of()).stream()
                    .filter(value -> !value.at().isBefore(from) && value.at().isBefore(to))
                    .toList();
            return values.isEmpty() ? List.of() : List.of(values);
        };
    }
}
