package peaceofmind.alerting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.heartbeat.json.JsonException;

/** Keeps over a restart what was firing, what was told, and what was silenced: {@code alerts.json} of the agent's state. */
final class AlertStore {

    private final Path file;
    private final Consumer<String> say;

    AlertStore(Path file, Consumer<String> say) {
        this.file = file;
        this.say = say;
    }

    /**
     * What is kept.
     *
     * @param at time of the last batch
     * @param firings when each alert began to fire within the last hour
     */
    record Kept(
            Instant at,
            List<Alert> active,
            List<Alert> absorbed,
            List<Alert> past,
            List<Told> told,
            Map<Alert.Key, List<Instant>> firings,
            List<Silence> silences) {}

    /** Empty when there is nothing yet, or nothing that can be understood: that is moved aside and said. */
    Optional<Kept> load(Function<String, Optional<AlertRule>> rules) throws IOException {
        try {
            return Optional.of(parse(Json.parseObject(Files.readString(file)), rules));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (JsonException | IOException damaged) {
            say.accept("the alerts' state can't be read (" + damaged.getMessage() + "): it begins anew, the old one is "
                    + DurableFile.moveAside(file));
            return Optional.empty();
        }
    }

    void save(Kept kept) throws IOException {
        DurableFile.replace(
                file,
                Json.object()
                        .put("at", kept.at.toString())
                        .put("active", alerts(kept.active))
                        .put("absorbed", alerts(kept.absorbed))
                        .put("past", alerts(kept.past))
                        .put("told", kept.told.stream().map(AlertStore::told).toList())
                        .put("firings", firings(kept.firings))
                        .put(
                                "silences",
                                kept.silences.stream().map(Silence::toJson).toList())
                        .build()
                        .toJson());
    }

    private static List<JsonObject> alerts(List<Alert> alerts) {
        return alerts.stream().map(AlertJson::of).toList();
    }

    private static JsonObject told(Told told) {
        return Json.object()
                .put("alert", AlertJson.of(told.alert()))
                .put("thread", told.thread())
                .put("told", told.last().toString())
                .put("flapping", told.flapping())
                .put("changed", told.changed().toString())
                .build();
    }

    private static List<JsonObject> firings(Map<Alert.Key, List<Instant>> firings) {
        List<JsonObject> all = new ArrayList<>();
        firings.forEach((key, times) -> all.add(Json.object()
                .put("name", key.rule())
                .put("labels", AlertJson.labels(key.labels()))
                .put("times", Json.texts(times.stream().map(Instant::toString).toList()))
                .build()));
        return all;
    }

    private static Kept parse(JsonObject json, Function<String, Optional<AlertRule>> rules) throws JsonException {
        List<Told> told = new ArrayList<>();
        for (JsonObject item : objects(json, "told")) {
            Optional<Alert> alert = item.object("alert").flatMap(one -> AlertJson.parse(one, rules));
            Optional<Instant> last = AlertJson.time(item, "told");
            if (alert.isPresent() && last.isPresent()) {
                told.add(new Told(
                        alert.get(),
                        item.text("thread").orElse(""),
                        last.get(),
                        item.bool("flapping").orElse(false),
                        AlertJson.time(item, "changed").orElse(last.get())));
            }
        }
        List<Silence> silences = new ArrayList<>();
        for (JsonObject item : objects(json, "silences")) {
            silences.add(Silence.parse(item));
        }
        return new Kept(
                AlertJson.time(json, "at").orElseThrow(() -> new JsonException("no \"at\"")),
                alerts(json, "active", rules),
                alerts(json, "absorbed", rules),
                alerts(json, "past", rules),
                told,
                firings(json),
                silences);
    }

    private static List<Alert> alerts(JsonObject json, String name, Function<String, Optional<AlertRule>> rules) {
        return objects(json, name).stream()
                .flatMap(item -> AlertJson.parse(item, rules).stream())
                .toList();
    }

    private static Map<Alert.Key, List<Instant>> firings(JsonObject json) {
        Map<Alert.Key, List<Instant>> firings = new HashMap<>();
        for (JsonObject item : objects(json, "firings")) {
            List<Instant> times = item.items("times").stream()
                    .filter(JsonText.class::isInstance)
                    .flatMap(one -> AlertJson.time(((JsonText) one).value()).stream())
                    .toList();
            firings.put(new Alert.Key(item.text("name").orElse(""), AlertJson.labels(item)), times);
        }
        return firings;
    }

    private static List<JsonObject> objects(JsonObject json, String name) {
        return json.items(name).stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }
}
