// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.contract.network.RepairResult;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The month of the device's network, by the watchdog's events.
 *
 * @param outages that have a part in the month
 * @param cutOff time of the month in which the device was cut off
 * @param worst the longest of them, within the month; zero without one
 * @param repairs rungs that were tried and whose result is known, the gentlest first
 */
public record NetworkMonth(int outages, Duration cutOff, Duration worst, List<Repairs> repairs) {

    /**
     * The repairs of one rung.
     *
     * @param rung as in {@link NetworkRung#word}
     */
    public record Repairs(String rung, int tried, int helped) {

        Repairs with(RepairResult result) {
            return new Repairs(rung, tried + 1, helped + (result.hasHelped() ? 1 : 0));
        }
    }

    public NetworkMonth {
        repairs = List.copyOf(repairs);
    }

    /** @param incidents of all subjects that have a part in the month */
    static NetworkMonth of(List<Incident> incidents, List<Event> events, Instant from, Instant to) {
        List<TimeRanges> outages = incidents.stream()
                .filter(incident -> incident.service().equals(Optional.of(Incident.NETWORK)))
                .map(incident -> TimeRanges.of(incident.start(), incident.end().orElse(to))
                        .within(TimeRanges.of(from, to)))
                .toList();
        Map<NetworkRung, Repairs> repairs = new TreeMap<>();
        events.stream()
                .filter(event -> !event.time().isBefore(from) && event.time().isBefore(to))
                .flatMap(event -> RepairResult.of(event).stream())
                .forEach(result -> NetworkRung.parse(result.rung())
                        .ifPresent(rung -> repairs.put(
                                rung,
                                repairs.getOrDefault(rung, new Repairs(rung.word(), 0, 0))
                                        .with(result))));
        Duration cutOff = outages.stream().map(TimeRanges::length).reduce(Duration.ZERO, Duration::plus);
        Duration worst = outages.stream()
                .map(TimeRanges::length)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return new NetworkMonth(outages.size(), cutOff, worst, List.copyOf(repairs.values()));
    }

    /** Nothing, if nothing happened: whether the network was observed at all is not known here. */
    Optional<ReportSection> section() {
        if (outages == 0 && repairs.isEmpty()) {
            return Optional.empty();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "Cut off",
                ReportTimes.format(cutOff) + " in " + outages + (outages == 1 ? " outage" : " outages") + ", longest "
                        + ReportTimes.format(worst)));
        repairs.forEach(rung -> rows.add(List.of(
                "Repair: " + rung.rung(), "tried " + times(rung.tried()) + ", helped " + times(rung.helped()))));
        return Optional.of(new ReportSection(
                "The network", rows, repairs.isEmpty() ? List.of("Nothing was repaired.") : List.of()));
    }

    private static String times(int count) {
        return count == 0 ? "never" : count == 1 ? "once" : count + " times";
    }

    JsonObject toJson() {
        return Json.object()
                .put("outages", outages)
                .put("cut_off_seconds", cutOff.toSeconds())
                .put("worst_seconds", worst.toSeconds())
                .put(
                        "repairs",
                        repairs.stream()
                                .map(rung -> Json.object()
                                        .put("rung", rung.rung())
                                        .put("tried", rung.tried())
                                        .put("helped", rung.helped())
                                        .build())
                                .toList())
                .build();
    }
}
