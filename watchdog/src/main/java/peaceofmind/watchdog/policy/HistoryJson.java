// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonNull;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** The history as JSON: times in milliseconds of powered-on time. */
public final class HistoryJson {

    private static final int VERSION = 1;

    private HistoryJson() {}

    public static JsonObject write(History history) {
        Json.ObjectBuilder services = Json.object();
        history.services().forEach((name, service) -> services.put(name, write(service)));
        return Json.object()
                .put("version", VERSION)
                .put("boot_id", history.bootId())
                .put(
                        "reboots",
                        history.reboots().stream()
                                .map(reboot -> Json.object()
                                        .put("at_ms", reboot.at().toMillis())
                                        .put("reason", reboot.reason())
                                        .build())
                                .toList())
                .put("services", services.build())
                .put("holds", history.holds().stream().map(HistoryJson::write).toList())
                .put("totals", write(history.totals()))
                .put("incidents_ms", write(history.incidents()))
                .put("network", NetworkHistoryJson.write(history.network()))
                .build();
    }

    private static JsonObject write(Totals totals) {
        Json.ObjectBuilder restarts = Json.object();
        totals.restarts().forEach(restarts::put);
        return Json.object()
                .put("restarts", restarts.build())
                .put("reboots", totals.reboots())
                .build();
    }

    private static Json write(OpenIncidents incidents) {
        if (!incidents.isKnown()) {
            return JsonNull.NULL;
        }
        Json.ObjectBuilder json = Json.object();
        incidents
                .lastGoodBeats()
                .forEach((service, at) -> json.put(
                        service,
                        at.<Json>map(time -> new JsonNumber(Long.toString(time.toMillis())))
                                .orElse(JsonNull.NULL)));
        return json.build();
    }

    private static JsonObject write(ServiceHistory service) {
        Json.ObjectBuilder json = Json.object()
                .put("restarts_ms", times(service.restarts()))
                .put("unanswered_restarts_ms", times(service.unansweredRestarts()))
                .put("helpful_restarts_ms", times(service.helpfulRestarts()))
                .put("stopped_by_operator", service.stoppedByOperator());
        service.gaveUpAt().ifPresent(at -> json.put("gave_up_at_ms", at.toMillis()));
        service.lastBeat().ifPresent(at -> json.put("last_beat_ms", at.toMillis()));
        service.instability().ifPresent(unstable -> json.put("unstable_reboot_tried", unstable.rebootTried()));
        return json.build();
    }

    static List<JsonNumber> times(List<Duration> times) {
        return times.stream()
                .map(at -> new JsonNumber(Long.toString(at.toMillis())))
                .toList();
    }

    private static JsonObject write(Hold hold) {
        return Json.object()
                .put("service", hold.service())
                .put("until_ms", hold.until().toMillis())
                .put("by", hold.by())
                .put("why", hold.reason())
                .build();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws JsonException if anything is malformed: part of a history would be a wrong one
     */
    public static History read(JsonObject json) throws JsonException {
        if (json.integer("version").orElse(0L) != VERSION) {
            throw new JsonException("the history is of another version than " + VERSION);
        }
        List<RebootRecord> reboots = new ArrayList<>();
        for (JsonObject reboot : objects(json, "reboots")) {
            reboots.add(new RebootRecord(time(reboot, "at_ms"), text(reboot, "reason")));
        }
        Map<String, ServiceHistory> services = new LinkedHashMap<>();
        JsonObject all = json.object("services").orElseThrow(() -> new JsonException("\"services\" is missing"));
        for (Map.Entry<String, Json> entry : all.members().entrySet()) {
            if (!(entry.getValue() instanceof JsonObject service)) {
                throw new JsonException("service \"" + entry.getKey() + "\" is no object");
            }
            services.put(entry.getKey(), readService(service));
        }
        List<Hold> holds = new ArrayList<>();
        for (JsonObject hold : objects(json, "holds")) {
            // A hold with an unreadable service name must not become a hold on everything.
            Optional<String> service =
                    isAbsent(hold, "service") ? Optional.empty() : Optional.of(text(hold, "service"));
            holds.add(new Hold(service, time(hold, "until_ms"), text(hold, "by"), text(hold, "why")));
        }
        // One from before there were totals is whole without them.
        Totals totals = isAbsent(json, "totals") ? Totals.NONE : readTotals(json);
        return new History(
                text(json, "boot_id"),
                reboots,
                services,
                holds,
                totals,
                readIncidents(json),
                isAbsent(json, "network") ? NetworkHistory.EMPTY : NetworkHistoryJson.read(json));
    }

    private static Totals readTotals(JsonObject json) throws JsonException {
        JsonObject totals = json.object("totals").orElseThrow(() -> new JsonException("\"totals\" is no object"));
        JsonObject all = totals.object("restarts").orElseThrow(() -> new JsonException("no \"restarts\" in total"));
        Map<String, Long> restarts = new LinkedHashMap<>();
        for (String service : all.members().keySet()) {
            restarts.put(service, count(all, service));
        }
        return new Totals(restarts, count(totals, "reboots"));
    }

    private static OpenIncidents readIncidents(JsonObject json) throws JsonException {
        if (isAbsent(json, "incidents_ms")) {
            return OpenIncidents.UNKNOWN;
        }
        JsonObject incidents =
                json.object("incidents_ms").orElseThrow(() -> new JsonException("\"incidents_ms\" is no object"));
        Map<String, Optional<Duration>> lastGoodBeats = new LinkedHashMap<>();
        for (String service : incidents.members().keySet()) {
            lastGoodBeats.put(
                    service, isAbsent(incidents, service) ? Optional.empty() : Optional.of(time(incidents, service)));
        }
        return new OpenIncidents(true, lastGoodBeats);
    }

    static long count(JsonObject json, String name) throws JsonException {
        return json.integer(name)
                .filter(number -> number >= 0)
                .orElseThrow(() -> new JsonException("the count \"" + name + "\" is missing or negative"));
    }

    private static ServiceHistory readService(JsonObject json) throws JsonException {
        Optional<Duration> gaveUpAt =
                isAbsent(json, "gave_up_at_ms") ? Optional.empty() : Optional.of(time(json, "gave_up_at_ms"));
        boolean stopped = json.bool("stopped_by_operator")
                .orElseThrow(() -> new JsonException("\"stopped_by_operator\" is missing or neither true nor false"));
        Optional<ServiceHistory.Instability> instability = isAbsent(json, "unstable_reboot_tried")
                ? Optional.empty()
                : Optional.of(new ServiceHistory.Instability(json.bool("unstable_reboot_tried")
                        .orElseThrow(() -> new JsonException("\"unstable_reboot_tried\" is neither true nor false"))));
        return new ServiceHistory(
                times(json, "restarts_ms"),
                // A history from before these were distinguished has none of them.
                isAbsent(json, "unanswered_restarts_ms") ? List.of() : times(json, "unanswered_restarts_ms"),
                isAbsent(json, "helpful_restarts_ms") ? List.of() : times(json, "helpful_restarts_ms"),
                gaveUpAt,
                stopped,
                instability,
                isAbsent(json, "last_beat_ms") ? Optional.empty() : Optional.of(time(json, "last_beat_ms")));
    }

    static List<Duration> times(JsonObject json, String name) throws JsonException {
        List<Duration> times = new ArrayList<>();
        for (Json item : items(json, name)) {
            times.add(item instanceof JsonNumber number ? millis(number.longValue()) : millis(Optional.empty()));
        }
        return times;
    }

    static List<JsonObject> objects(JsonObject json, String name) throws JsonException {
        List<JsonObject> objects = new ArrayList<>();
        for (Json item : items(json, name)) {
            if (!(item instanceof JsonObject object)) {
                throw new JsonException("\"" + name + "\" holds something that is no object");
            }
            objects.add(object);
        }
        return objects;
    }

    static boolean isAbsent(JsonObject json, String name) {
        return json.get(name).map(value -> value instanceof JsonNull).orElse(true);
    }

    private static List<Json> items(JsonObject json, String name) throws JsonException {
        if (!(json.get(name).orElse(null) instanceof JsonArray array)) {
            throw new JsonException("\"" + name + "\" is missing or no list");
        }
        return array.items();
    }

    static String text(JsonObject json, String name) throws JsonException {
        return json.text(name).orElseThrow(() -> new JsonException("\"" + name + "\" is missing"));
    }

    static Duration time(JsonObject json, String name) throws JsonException {
        return millis(json.integer(name));
    }

    private static Duration millis(Optional<Long> value) throws JsonException {
        return Duration.ofMillis(value.filter(number -> number >= 0)
                .orElseThrow(() -> new JsonException("a time in milliseconds is missing or negative")));
    }
}
