// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting;

import java.io.IOException;
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
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.heartbeat.json.JsonException;

/** Persists alerts, the state of their notifications, and silences across restarts, in {@code alerts.json} of the agent's state. */
final class AlertStore {

    /** Hundreds of alerts and silences. */
    private static final int MAX_BYTES = 8 * 1024 * 1024;

    private final Path file;
    private final Consumer<String> warn;

    AlertStore(Path file, Consumer<String> warn) {
        this.file = file;
        this.warn = warn;
    }

    /**
     * Everything that survives a restart.
     *
     * @param lastBatchAt time of the last batch
     * @param firingTimes when each alert started to fire, within the last hour
     */
    record SavedState(
            Instant lastBatchAt,
            List<Alert> active,
            List<Alert> inhibited,
            List<Alert> past,
            List<NotificationState> notificationStates,
            Map<Alert.Key, List<Instant>> firingTimes,
            List<Silence> silences) {}

    /** Empty when there is no file yet, or when it cannot be read; an unreadable file is moved aside with a warning. */
    Optional<SavedState> load(Function<String, Optional<AlertRule>> rules) {
        try {
            Optional<String> text = StateFile.read(file, MAX_BYTES);
            return text.isEmpty() ? Optional.empty() : Optional.of(parse(Json.parseObject(text.get()), rules));
        } catch (JsonException | IOException corrupt) {
            warn.accept("cannot read the state of alerts: " + ErrorText.of(corrupt)
                    + "; starting without it, the old file was " + StateFile.moveAside(file));
            return Optional.empty();
        }
    }

    void save(SavedState state) throws IOException {
        DurableFile.replace(
                file,
                Json.object()
                        .put("at", state.lastBatchAt.toString())
                        .put("active", alerts(state.active))
                        .put("absorbed", alerts(state.inhibited))
                        .put("past", alerts(state.past))
                        .put(
                                "told",
                                state.notificationStates.stream()
                                        .map(AlertStore::notificationState)
                                        .toList())
                        .put("firings", firingTimes(state.firingTimes))
                        .put(
                                "silences",
                                state.silences.stream().map(Silence::toJson).toList())
                        .build()
                        .toJson());
    }

    private static List<JsonObject> alerts(List<Alert> alerts) {
        return alerts.stream().map(AlertJson::of).toList();
    }

    private static JsonObject notificationState(NotificationState state) {
        return Json.object()
                .put("alert", AlertJson.of(state.alert()))
                .put("thread", state.threadId())
                .put("told", state.lastNotifiedAt().toString())
                .put("flapping", state.flapping())
                .put("changed", state.lastChangedAt().toString())
                .build();
    }

    private static List<JsonObject> firingTimes(Map<Alert.Key, List<Instant>> firingTimes) {
        List<JsonObject> all = new ArrayList<>();
        firingTimes.forEach((key, times) -> all.add(Json.object()
                .put("name", key.rule())
                .put("labels", AlertJson.labels(key.labels()))
                .put("times", Json.texts(times.stream().map(Instant::toString).toList()))
                .build()));
        return all;
    }

    private static SavedState parse(JsonObject json, Function<String, Optional<AlertRule>> rules) throws JsonException {
        List<NotificationState> notificationStates = new ArrayList<>();
        for (JsonObject item : objects(json, "told")) {
            Optional<Alert> alert = item.object("alert").flatMap(one -> AlertJson.parse(one, rules));
            Optional<Instant> last = AlertJson.time(item, "told");
            if (alert.isPresent() && last.isPresent()) {
                notificationStates.add(new NotificationState(
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
        return new SavedState(
                AlertJson.time(json, "at").orElseThrow(() -> new JsonException("no \"at\"")),
                alerts(json, "active", rules),
                alerts(json, "absorbed", rules),
                alerts(json, "past", rules),
                notificationStates,
                firingTimes(json),
                silences);
    }

    private static List<Alert> alerts(JsonObject json, String name, Function<String, Optional<AlertRule>> rules) {
        return objects(json, name).stream()
                .flatMap(item -> AlertJson.parse(item, rules).stream())
                .toList();
    }

    private static Map<Alert.Key, List<Instant>> firingTimes(JsonObject json) {
        Map<Alert.Key, List<Instant>> firingTimes = new HashMap<>();
        for (JsonObject item : objects(json, "firings")) {
            List<Instant> times = item.items("times").stream()
                    .filter(JsonText.class::isInstance)
                    .flatMap(one -> AlertJson.time(((JsonText) one).value()).stream())
                    .toList();
            firingTimes.put(new Alert.Key(item.text("name").orElse(""), AlertJson.labels(item)), times);
        }
        return firingTimes;
    }

    private static List<JsonObject> objects(JsonObject json, String name) {
        return json.items(name).stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }
}
