// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.contract.network.NetworkRung;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.watchdog.policy.NetworkHistory.Outage;
import peaceofmind.watchdog.policy.NetworkHistory.RungRecord;
import peaceofmind.watchdog.policy.NetworkHistory.RungResult;

/** The part {@code network} of {@link HistoryJson}: times in milliseconds of powered-on time. */
final class NetworkHistoryJson {

    private NetworkHistoryJson() {}

    static JsonObject write(NetworkHistory history) {
        Json.ObjectBuilder totals = Json.object();
        history.totals().forEach(totals::put);
        Json.ObjectBuilder json = Json.object();
        history.outage().ifPresent(outage -> json.put("outage", write(outage)));
        return json.put("outage_starts_ms", HistoryJson.times(history.outageStarts()))
                .put(
                        "rungs",
                        history.rungs().stream()
                                .map(rung -> Json.object()
                                        .put("at_ms", rung.at().toMillis())
                                        .put("rung", rung.rung().word())
                                        .put("link", rung.link())
                                        .put("result", rung.result().word())
                                        .build())
                                .toList())
                .put("totals", totals.build())
                .build();
    }

    private static JsonObject write(Outage outage) {
        Json.ObjectBuilder json = Json.object();
        outage.lastGood().ifPresent(at -> json.put("last_good_ms", at.toMillis()));
        return json.put("opened_at_ms", outage.openedAt().toMillis())
                .put("sentence", outage.sentence())
                .put("notes", outage.notes())
                .build();
    }

    /** @param parent the whole history */
    static NetworkHistory read(JsonObject parent) throws JsonException {
        JsonObject json = parent.object("network").orElseThrow(() -> new JsonException("\"network\" is no object"));
        Optional<Outage> outage = Optional.empty();
        if (!HistoryJson.isAbsent(json, "outage")) {
            JsonObject open = json.object("outage").orElseThrow(() -> new JsonException("\"outage\" is no object"));
            outage = Optional.of(new Outage(
                    HistoryJson.isAbsent(open, "last_good_ms")
                            ? Optional.empty()
                            : Optional.of(HistoryJson.time(open, "last_good_ms")),
                    HistoryJson.time(open, "opened_at_ms"),
                    HistoryJson.text(open, "sentence"),
                    (int) Math.min(HistoryJson.count(open, "notes"), 1000)));
        }
        List<RungRecord> rungs = new ArrayList<>();
        for (JsonObject rung : HistoryJson.objects(json, "rungs")) {
            rungs.add(readRung(rung));
        }
        JsonObject all = json.object("totals").orElseThrow(() -> new JsonException("no \"totals\" of the network"));
        Map<String, Long> totals = new TreeMap<>();
        for (String name : all.members().keySet()) {
            totals.put(name, HistoryJson.count(all, name));
        }
        List<Duration> starts = HistoryJson.times(json, "outage_starts_ms");
        return new NetworkHistory(outage, starts, rungs, totals);
    }

    /** One of a version with other rungs or results counts all the same. */
    private static RungRecord readRung(JsonObject rung) throws JsonException {
        return new RungRecord(
                HistoryJson.time(rung, "at_ms"),
                NetworkRung.parse(HistoryJson.text(rung, "rung")).orElse(NetworkRung.RELOAD),
                HistoryJson.text(rung, "link"),
                RungResult.parse(HistoryJson.text(rung, "result")).orElse(RungResult.NO_EFFECT));
    }
}
