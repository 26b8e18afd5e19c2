// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.incident.IncidentTimeline;

/**
 * What is retained on the disk across boots. Immutable.
 *
 * @param bootId the boot that {@code services} speaks of
 * @param reboots oldest first, bounded
 * @param totals for counters; no decision uses them
 * @param incidents of which services are open
 * @param network outages and repairs of the network
 */
public record History(
        String bootId,
        List<RebootRecord> reboots,
        Map<String, ServiceHistory> services,
        List<Hold> holds,
        Totals totals,
        OpenIncidents incidents,
        NetworkHistory network) {

    /** A day's budget is far smaller. */
    private static final int MAX_REBOOTS = 50;

    public History {
        reboots = List.copyOf(reboots);
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        holds = List.copyOf(holds);
    }

    /** Without network outages. */
    public History(
            String bootId,
            List<RebootRecord> reboots,
            Map<String, ServiceHistory> services,
            List<Hold> holds,
            Totals totals,
            OpenIncidents incidents) {
        this(bootId, reboots, services, holds, totals, incidents, NetworkHistory.EMPTY);
    }

    /** Without totals. */
    public History(String bootId, List<RebootRecord> reboots, Map<String, ServiceHistory> services, List<Hold> holds) {
        this(bootId, reboots, services, holds, Totals.NONE, OpenIncidents.NONE);
    }

    /** For a new installation. */
    public static History initial(String bootId) {
        return new History(bootId, List.of(), Map.of(), List.of());
    }

    /**
     * In place of one that was lost or can't be read: as if the device had been rebooted just now, as often as it may be in a day.
     * A reboot too few is better than a loop that nobody counts.
     */
    public static History lost(String bootId, Duration poweredOn) {
        RebootRecord assumed = RebootRecord.assumed(poweredOn);
        return new History(
                bootId,
                List.of(assumed),
                Map.of(),
                List.of(),
                Totals.NONE,
                OpenIncidents.UNKNOWN,
                NetworkHistory.lost(poweredOn));
    }

    ServiceHistory service(String name) {
        return services.getOrDefault(name, ServiceHistory.EMPTY);
    }

    History withService(String name, ServiceHistory history) {
        Map<String, ServiceHistory> all = new LinkedHashMap<>(services);
        all.put(name, history);
        return new History(bootId, reboots, all, holds, totals, incidents, network);
    }

    History withReboot(RebootRecord reboot) {
        List<RebootRecord> all = new ArrayList<>(reboots);
        all.add(reboot);
        return new History(
                bootId,
                all.subList(Math.max(0, all.size() - MAX_REBOOTS), all.size()),
                services,
                holds,
                totals,
                incidents,
                network);
    }

    /** With the reboots of {@code earlier}: those since then were not done. */
    History withRebootsOf(History earlier) {
        return new History(
                bootId, earlier.reboots, services, holds, totals.withRebootsOf(earlier.totals), incidents, network);
    }

    History withHolds(List<Hold> changed) {
        return new History(bootId, reboots, services, changed, totals, incidents, network);
    }

    History withTotals(Totals changed) {
        return new History(bootId, reboots, services, holds, changed, incidents, network);
    }

    /**
     * With the incidents as the journal shows them, which is what people see: the last save of the history may have failed. If the
     * history does not know its own, only an outage of the network is.
     *
     * @param poweredOn the time now
     */
    public History withIncidentsOf(Collection<Event> journal, Duration poweredOn) {
        IncidentTimeline timeline = new IncidentTimeline();
        journal.forEach(timeline::add);
        History corrected = timeline.ongoing(Incident.NETWORK).isPresent()
                ? withNetwork(network.withUnknownOutage(poweredOn))
                : this;
        return incidents.isKnown() ? corrected.withIncidentsOf(journal, timeline) : corrected;
    }

    private History withIncidentsOf(Collection<Event> journal, IncidentTimeline timeline) {
        Set<String> affected =
                journal.stream().flatMap(event -> event.service().stream()).collect(Collectors.toSet());
        return withIncidents(incidents.corrected(
                affected.stream()
                        .filter(service -> timeline.ongoing(service).isPresent())
                        .toList(),
                affected.stream().filter(timeline::isOver).toList()));
    }

    History withIncidents(OpenIncidents changed) {
        return new History(bootId, reboots, services, holds, totals, changed, network);
    }

    /** With other outages and repairs of the network. */
    public History withNetwork(NetworkHistory changed) {
        return new History(bootId, reboots, services, holds, totals, incidents, changed);
    }

    /**
     * What is saved after a dry run that worked on {@code dryRunHistory}: people's holds, which incidents are
     * open, since when a service is silent, and that nobody stopped it; not the restarts and reboots that were only thought of.
     */
    History afterDryRun(History dryRunHistory) {
        History result =
                forBoot(dryRunHistory.bootId).withHolds(dryRunHistory.holds).withIncidents(dryRunHistory.incidents);
        for (Map.Entry<String, ServiceHistory> service : dryRunHistory.services.entrySet()) {
            ServiceHistory known = result.service(service.getKey());
            ServiceHistory observed = known.withStoppedByOperator(
                            service.getValue().stoppedByOperator())
                    .withLastBeat(service.getValue().lastBeat());
            if (!known.equals(observed)) {
                result = result.withService(service.getKey(), observed);
            }
        }
        return result;
    }

    /** A boot gives every service a new chance: its restarts, its giving up and an operator's stop belong to the boot before. */
    History forBoot(String currentBootId) {
        if (currentBootId.equals(bootId)) {
            return this;
        }
        Map<String, ServiceHistory> retained = new LinkedHashMap<>();
        services.forEach((name, service) -> {
            if (!service.forNextBoot().isEmpty()) {
                retained.put(name, service.forNextBoot());
            }
        });
        return new History(currentBootId, reboots, retained, holds, totals, incidents, network);
    }
}
