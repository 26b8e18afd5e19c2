// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.report;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import peaceofmind.contract.incident.Incident;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A device's month.
 *
 * @param from start of the month
 * @param to its end, or now if that is earlier
 * @param incidents that have a part in the month, oldest first
 * @param drills when recovery from each fault was last proved, if that was within the month
 * @param gaps what is not known, for people
 * @param visits what will need somebody at the device, for people
 */
public record MonthlyReport(
        String device,
        YearMonth month,
        Instant from,
        Instant to,
        List<ServiceMonth> services,
        List<Incident> incidents,
        BootCounts boots,
        NetworkMonth network,
        Videos videos,
        Disk disk,
        Map<String, Instant> drills,
        List<String> gaps,
        List<String> visits) {

    /**
     * What the recorder counted; empty where nothing is known.
     *
     * @param recorded videos that were kept
     * @param corrupted recordings of which no valid video could be made
     * @param failures failed attempts to upload one
     */
    public record Videos(OptionalLong recorded, OptionalLong corrupted, OptionalLong uploaded, OptionalLong failures) {

        /** Nothing is known. */
        public static final Videos UNKNOWN =
                new Videos(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

        JsonObject toJson() {
            Json.ObjectBuilder json = Json.object();
            recorded.ifPresent(count -> json.put("recorded", count));
            corrupted.ifPresent(count -> json.put("corrupted", count));
            uploaded.ifPresent(count -> json.put("uploaded", count));
            failures.ifPresent(count -> json.put("upload_failures", count));
            return json.build();
        }
    }

    /**
     * The recorder's disk and the card; empty where nothing is known.
     *
     * @param freeAtStart bytes, likewise the next two
     * @param daysLeft until the recorder refuses to record, at the month's rate; empty when space does not shrink
     * @param cardLifeUsed by the card's own estimate, 0 to above 1
     */
    public record Disk(
            OptionalDouble freeAtStart,
            OptionalDouble freeAtEnd,
            OptionalDouble minFree,
            OptionalDouble daysLeft,
            OptionalDouble cardLifeUsed) {

        /** Nothing is known. */
        public static final Disk UNKNOWN = new Disk(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());

        JsonObject toJson() {
            Json.ObjectBuilder json = Json.object();
            freeAtStart.ifPresent(bytes -> json.put("free_at_start_bytes", bytes));
            freeAtEnd.ifPresent(bytes -> json.put("free_at_end_bytes", bytes));
            minFree.ifPresent(bytes -> json.put("min_free_bytes", bytes));
            daysLeft.ifPresent(days -> json.put("days_left", days));
            cardLifeUsed.ifPresent(ratio -> json.put("card_life_used_ratio", ratio));
            return json.build();
        }
    }

    public MonthlyReport {
        services = List.copyOf(services);
        incidents = List.copyOf(incidents);
        drills = Map.copyOf(drills);
        gaps = List.copyOf(gaps);
        visits = List.copyOf(visits);
    }

    /** The month of a service; empty when it was not watched. */
    public Optional<ServiceMonth> service(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    public JsonObject toJson() {
        Json.ObjectBuilder proved = Json.object();
        drills.forEach((scenario, at) -> proved.put(scenario, at.toString()));
        return Json.object()
                .put("device", device)
                .put("month", month.toString())
                .put("from", from.toString())
                .put("to", to.toString())
                .put("services", services.stream().map(ServiceMonth::toJson).toList())
                .put("incidents", incidents.stream().map(Incident::toJson).toList())
                .put(
                        "boots",
                        Json.object()
                                .put("by_watchdog", boots.byWatchdog())
                                .put("requested", boots.requested())
                                .put("other", boots.other())
                                .build())
                .put("network", network.toJson())
                .put("videos", videos.toJson())
                .put("disk", disk.toJson())
                .put("drills", proved.build())
                .put("gaps", Json.texts(gaps))
                .put("visits", Json.texts(visits))
                .build();
    }
}
