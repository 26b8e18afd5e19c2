// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import peaceofmind.contract.event.Event;

/**
 * What a report is calculated from.
 *
 * @param services names of the programs that are watched now
 * @param events of the watchdog's journal, oldest first, from before the month if it still has them
 * @param refuseBelowBytes free space below which the recorder does not record
 * @param lastDrills when recovery from each fault was last proved
 */
public record ReportSources(
        String device,
        List<String> services,
        List<Event> events,
        SeriesHistory history,
        long refuseBelowBytes,
        Map<String, Instant> lastDrills) {

    public ReportSources {
        services = List.copyOf(services);
        events = List.copyOf(events);
        lastDrills = Map.copyOf(lastDrills);
    }
}
