package peaceofmind.agent.alert;

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
import peaceofmind.agent.alert.Notices.Told;
import peaceofmind.foundation.alert.AlertRule;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
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
     */
    record Kept(Instant at, List<Alert> active, List<Alert> past, Map<Alert.Key, Told> told, List<Silence> silences) {}

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
        List<JsonObject> told = new ArrayList<>();
        for (Alert alert : kept.active) {
            Told one = kept.told.get(alert.key());
            Json.ObjectBuilder json = Json.object().put("alert", AlertJson.of(alert));
            if (one != null) {
                json.put("thread", one.thread()).put("told", one.last().toString());
            }
            told.add(json.build());
        }
        DurableFile.replace(
                file,
                Json.object()
                        .put("at", kept.at.toString())
                        .put("active", told)
                        .put("past", kept.past.stream().map(AlertJson::of).toList())
                        .put(
                                "silences",
                                kept.silences.stream().map(Silence::toJson).toList())
                        .build()
                        .toJson());
    }

    private static Kept parse(JsonObject json, Function<String, Optional<AlertRule>> rules) throws JsonException {
        List<Alert> active = new ArrayList<>();
        Map<Alert.Key, Told> told = new HashMap<>();
        for (JsonObject item : objects(json, "active")) {
            Optional<Alert> alert = item.object("alert").flatMap(one -> AlertJson.parse(one, rules));
            Optional<Instant> last = AlertJson.time(item, "told");
            alert.ifPresent(active::add);
            if (alert.isPresent() && last.isPresent()) {
                told.put(alert.get().key(), new Told(item.text("thread").orElse(""), last.get()));
            }
        }
        List<Silence> silences = new ArrayList<>();
        for (JsonObject item : objects(json, "silences")) {
            silences.add(Silence.parse(item));
        }
        return new Kept(
                AlertJson.time(json, "at").orElseThrow(() -> new JsonException("no \"at\"")),
                active,
                objects(json, "past").stream()
                        .flatMap(item -> AlertJson.parse(item, rules).stream())
                        .toList(),
                told,
                silences);
    }

    private static List<JsonObject> objects(JsonObject json, String name) {
        return json.items(name).stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }
}
