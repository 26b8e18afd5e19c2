// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.incident;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.event.IncidentRole;

/**
 * Groups events into incidents, one open incident per service and one of the device at most; what an event does is said by its {@link
 * IncidentRole}. It holds every event that was added: callers pass a bounded part of the journal. For one thread.
 */
public final class IncidentTimeline {

    private final Map<Optional<String>, List<Event>> open = new HashMap<>();
    private final List<Incident> over = new ArrayList<>();

    /** The incidents of a part of the journal, oldest first. */
    public static List<Incident> of(Collection<Event> events) {
        IncidentTimeline timeline = new IncidentTimeline();
        events.forEach(timeline::add);
        return timeline.incidents();
    }

    /** Adds the next event of the journal. */
    public void add(Event event) {
        switch (event.kind().role()) {
            case STANDS_ALONE -> over.add(new Incident(event.service(), List.of(event), true));
            case OPENS -> {
                if (!join(event)) {
                    open.put(event.service(), new ArrayList<>(List.of(event)));
                }
            }
            case CLOSES -> {
                if (join(event)) {
                    close(event.service());
                }
            }
            case CONTINUES -> join(event);
            case JOINS_OR_STANDS_ALONE -> {
                if (!join(event)) {
                    over.add(new Incident(event.service(), List.of(event), true));
                }
            }
            case UNRELATED -> {}
        }
    }

    /** Adds the event to the open incidents that it concerns; whether there was one. */
    private boolean join(Event event) {
        if (event.service().isEmpty()) {
            open.values().forEach(events -> events.add(event));
            return !open.isEmpty();
        }
        List<Event> events = open.get(event.service());
        if (events != null) {
            events.add(event);
        }
        return events != null;
    }

    private void close(Optional<String> service) {
        List<Event> events = open.remove(service);
        if (events != null) {
            over.add(new Incident(service, events, true));
        }
    }

    /** The ongoing incident of a service; empty when there is none. */
    public Optional<Incident> ongoing(String service) {
        return Optional.ofNullable(open.get(Optional.of(service)))
                .map(events -> new Incident(Optional.of(service), events, false));
    }

    /** Whether a service has had incidents, and none is open. */
    public boolean isOver(String service) {
        return ongoing(service).isEmpty()
                && over.stream().anyMatch(incident -> incident.service().equals(Optional.of(service)));
    }

    /** Every incident, in the order of their first events. */
    public List<Incident> incidents() {
        List<Incident> all = new ArrayList<>(over);
        open.forEach((service, events) -> all.add(new Incident(service, events, false)));
        all.sort(Comparator.comparingLong(Incident::id));
        return all;
    }
}
