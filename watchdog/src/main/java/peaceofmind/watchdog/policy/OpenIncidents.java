// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The services with an open incident. Saved, so that an incident is also closed when a reboot, or a restart of the watchdog,
 * comes between. Immutable.
 *
 * @param isKnown false if the history was lost, or is of a version that did not save this
 * @param lastGoodBeats by service, powered-on time of the last good beat before its incident; empty if unknown
 */
public record OpenIncidents(boolean isKnown, Map<String, Optional<Duration>> lastGoodBeats) {

    static final OpenIncidents NONE = new OpenIncidents(true, Map.of());
    static final OpenIncidents UNKNOWN = new OpenIncidents(false, Map.of());

    public OpenIncidents {
        lastGoodBeats = Collections.unmodifiableMap(new LinkedHashMap<>(lastGoodBeats));
    }

    /** As if each service had an open incident: its next good beat closes it. */
    static OpenIncidents assumed(Collection<String> services) {
        Map<String, Optional<Duration>> all = new LinkedHashMap<>();
        services.forEach(service -> all.put(service, Optional.empty()));
        return new OpenIncidents(true, all);
    }

    /**
     * As a journal shows them.
     *
     * @param opened services whose incident is open; when they beat well for the last time is not known if it was not before
     * @param over services whose incident has ended
     */
    OpenIncidents corrected(Collection<String> opened, Collection<String> over) {
        Map<String, Optional<Duration>> all = new LinkedHashMap<>(lastGoodBeats);
        opened.forEach(service -> all.putIfAbsent(service, Optional.empty()));
        over.forEach(all::remove);
        return new OpenIncidents(isKnown, all);
    }

    boolean isOpen(String service) {
        return lastGoodBeats.containsKey(service);
    }

    /** Empty if it has no incident, or if the time is unknown. */
    Optional<Duration> lastGoodBeat(String service) {
        return lastGoodBeats.getOrDefault(service, Optional.empty());
    }

    OpenIncidents with(String service, Duration lastGoodBeat) {
        Map<String, Optional<Duration>> all = new LinkedHashMap<>(lastGoodBeats);
        all.put(service, Optional.of(lastGoodBeat));
        return new OpenIncidents(isKnown, all);
    }

    OpenIncidents without(String service) {
        Map<String, Optional<Duration>> all = new LinkedHashMap<>(lastGoodBeats);
        all.remove(service);
        return new OpenIncidents(isKnown, all);
    }
}
