// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import peaceofmind.foundation.config.ConfigUnits;
import peaceofmind.recorder.takeover.ImportItem.Kind;
import peaceofmind.recorder.takeover.ImportItem.Result;

/** What the settings of the existing recorder are called here. Pure. */
final class ExistingSettings {

    private static final String TARGET = "youtube.";
    private static final String LIGHTS = "recorder.lights.";
    private static final String ELSEWHERE = "the watchdog and the agent have their own; see docs/take-over.md";

    /** Settings of the file {@code config/settings.py}, with the keys that they become. */
    private static final List<Mapping> CONSTANTS = List.of(
            new Mapping("DEFAULT_RECORDING_DURATION", "recorder.default_length", ExistingSettings::seconds),
            new Mapping("EXTENSION_DURATION", "recorder.extension", ExistingSettings::seconds),
            new Mapping("MAX_RECORDING_DURATION", "recorder.longest", ExistingSettings::seconds),
            new Mapping("MIN_FREE_SPACE_BYTES", "recorder.refuse_below_free", ExistingSettings::number),
            new Mapping("LOW_SPACE_WARNING_BYTES", "recorder.warn_below_free", ExistingSettings::number),
            new Mapping("MAX_UPLOADED_VIDEOS", "recorder.keep_videos", ExistingSettings::number),
            new Mapping("UPLOADED_RETENTION_DAYS", "recorder.keep_for", ExistingSettings::days),
            new Mapping("MAX_UPLOAD_RETRIES", "recorder.upload.retries", ExistingSettings::number),
            new Mapping("RETRY_DELAY_SECONDS", "recorder.upload.retry_after", ExistingSettings::seconds),
            new Mapping(
                    "DEFAULT_CAMERA_DEVICE",
                    "recorder.source",
                    value -> text(value).map(device -> "v4l2:" + device)),
            new Mapping("GPIO_LED_GREEN", LIGHTS + "green", ExistingSettings::number),
            new Mapping("GPIO_LED_ORANGE", LIGHTS + "orange", ExistingSettings::number),
            new Mapping("GPIO_LED_RED", LIGHTS + "red", ExistingSettings::number),
            new Mapping("GPIO_LED_WHITE", LIGHTS + "white", ExistingSettings::number),
            new Mapping("GPIO_LED_BLUE", LIGHTS + "blue", ExistingSettings::number),
            new Mapping("GPIO_BUTTON_PIN", LIGHTS + "button", ExistingSettings::number),
            new Mapping("BUTTON_LONG_PRESS_DURATION", LIGHTS + "long_press", ExistingSettings::seconds),
            new Mapping(
                    "SESSION_TITLE_PREFIX",
                    TARGET + "title",
                    value -> text(value).map(prefix -> prefix + " {date} {time}")),
            new Mapping(
                    "DEFAULT_VIDEO_TAGS",
                    TARGET + "tags",
                    value -> value instanceof List<?> ? Optional.of(value) : Optional.empty()),
            new Mapping(
                    "DEFAULT_PRIVACY_STATUS",
                    TARGET + "privacy",
                    value -> text(value).map(Object.class::cast)),
            new Mapping(
                    "YOUTUBE_CATEGORY_ID",
                    TARGET + "category",
                    value -> text(value).filter(id -> id.matches("\\d{1,3}")).map(Integer::valueOf)));

    /** Settings of {@code .env} that have no key here, and why. */
    private static final Map<String, String> NOT_NEEDED = Map.ofEntries(
            Map.entry("YOUTUBE_CLIENT_SECRET_PATH", "the file is taken over"),
            Map.entry("YOUTUBE_TOKEN_PATH", "the file is taken over"),
            Map.entry("UPLOAD_CHUNK_SIZE", "chosen automatically"),
            Map.entry("UPLOAD_TIMEOUT", "an upload that makes progress is not interrupted"),
            Map.entry("HEARTBEAT_INTERVAL", "once a second"),
            Map.entry("HEARTBEAT_FILE", "recorder.heartbeat, which the watchdog must know"),
            Map.entry("HEARTBEAT_TIMEOUT", "stale_after in watchdog.services"),
            Map.entry("RESTART_COUNTER_FILE", "counted in the database"),
            Map.entry("WATCHDOG_CHECK_INTERVAL", ELSEWHERE),
            Map.entry("WATCHDOG_MAX_RESTART_ATTEMPTS", ELSEWHERE),
            Map.entry("WATCHDOG_RESTART_WINDOW", ELSEWHERE),
            Map.entry("METRICS_PORT", ELSEWHERE),
            Map.entry("NODE_EXPORTER_PORT", ELSEWHERE));

    private ExistingSettings() {}

    private record Mapping(String name, String key, Function<Object, Optional<?>> convert) {}

    /**
     * A key of our configuration.
     *
     * @param name of the setting that it comes from
     * @param key with dots; {@code youtube.…}: of the target of uploads
     */
    record NewKey(String name, String key, Object value) {}

    /**
     * Translated settings.
     *
     * @param keys for the configuration
     * @param items the settings that are none
     */
    record Translation(List<NewKey> keys, List<ImportItem> items) {
        Translation {
            keys = List.copyOf(keys);
            items = List.copyOf(items);
        }
    }

    static Translation translate(ExistingRecorder existing) {
        List<NewKey> keys = new ArrayList<>();
        List<ImportItem> items = new ArrayList<>();
        existing.env().ifPresent(env -> translate(env, keys, items));
        for (Mapping mapping : CONSTANTS) {
            Object value = existing.constants().values().get(mapping.name());
            boolean present = value != null || existing.constants().unknown().contains(mapping.name());
            Optional<?> converted =
                    value == null ? Optional.empty() : mapping.convert().apply(value);
            if (converted.isPresent()) {
                keys.add(new NewKey(mapping.name(), mapping.key(), converted.get()));
            } else if (present) {
                items.add(item(mapping.name(), Result.NOT_TAKEN_OVER, "not a plain value: set " + mapping.key()));
            }
        }
        if (existing.constants().values().containsKey("GPIO_LED_GREEN")) {
            keys.add(new NewKey("lights and button", LIGHTS + "enabled", true));
        }
        return new Translation(keys, items);
    }

    private static void translate(EnvFile env, List<NewKey> keys, List<ImportItem> items) {
        env.badLines()
                .forEach(line -> items.add(item(
                        ".env, line " + line, Result.NOT_TAKEN_OVER, "it is damaged: correct it, and run it again")));
        env.values().forEach((name, value) -> {
            if (value.isBlank()) {
                items.add(item(name, Result.NOT_NEEDED, "empty"));
            } else if (name.equals("YOUTUBE_PLAYLIST_ID")) {
                keys.add(new NewKey(name, TARGET + "playlist", value));
            } else if (name.equals("CONTROL_FILE")) {
                keys.add(new NewKey(name, "recorder.control_file", value));
            } else {
                items.add(item(
                        name,
                        NOT_NEEDED.containsKey(name) ? Result.NOT_NEEDED : Result.NOT_TAKEN_OVER,
                        NOT_NEEDED.getOrDefault(name, "it is not a setting of the existing recorder")));
            }
        });
    }

    static ImportItem item(String name, Result result, String detail) {
        return new ImportItem(Kind.SETTING, name, result, detail);
    }

    private static Optional<String> text(Object value) {
        return value instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Object> number(Object value) {
        return value instanceof Long ? Optional.of(value) : Optional.empty();
    }

    private static Optional<Object> seconds(Object value) {
        return value instanceof Number seconds
                ? Optional.of(ConfigUnits.format(Duration.ofMillis(Math.round(seconds.doubleValue() * 1000))))
                : Optional.empty();
    }

    private static Optional<Object> days(Object value) {
        return value instanceof Long days && days < 100_000
                ? Optional.of(ConfigUnits.format(Duration.ofDays(days)))
                : Optional.empty();
    }
}
