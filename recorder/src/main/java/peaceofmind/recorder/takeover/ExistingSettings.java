// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import peaceofmind.foundation.config.ConfigUnits;
import peaceofmind.recorder.RecordedCameraConfig;
import peaceofmind.recorder.capture.CameraFormat;
import peaceofmind.recorder.capture.CaptureSource;
import peaceofmind.recorder.capture.SoundSource;
import peaceofmind.recorder.takeover.ImportItem.Kind;
import peaceofmind.recorder.takeover.ImportItem.Result;

/** What the settings of the existing recorder are called here. Pure. */
final class ExistingSettings {

    private static final String TARGET = "youtube.";
    private static final String LIGHTS = "recorder.lights.";
    private static final String SIZE = "recorder.camera.size";
    private static final String RATE = "recorder.camera.rate";
    private static final String SOUND = "recorder.audio";
    private static final String WIDTH = "VIDEO_WIDTH";
    private static final String HEIGHT = "VIDEO_HEIGHT";

    /** Keys that describe the only camera. */
    private static final Set<String> CAMERA_KEYS = Set.of("recorder.source", SIZE, RATE, SOUND);

    private static final String ELSEWHERE = "the watchdog and the agent have their own; see docs/take-over.md";
    private static final String ENCODING = "chosen by this recorder";
    private static final String SPEECH = "recorder.voice has its own settings, and is off by default";
    private static final String NETWORK = "recorder.network has its own addresses";

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
            new Mapping("VIDEO_FPS", RATE, ExistingSettings::rate),
            new Mapping("AUDIO_INPUT_DEVICE", SOUND, ExistingSettings::soundDevice),
            new Mapping(
                    "VIDEO_CODEC",
                    "recorder.video_encoder",
                    value -> text(value).map(Object.class::cast)),
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

    /** Settings of both files that have no key here, and why. */
    private static final Map<String, String> NOT_NEEDED = Map.ofEntries(
            Map.entry("YOUTUBE_CLIENT_SECRET_PATH", "the file is taken over"),
            Map.entry("YOUTUBE_TOKEN_PATH", "the file is taken over"),
            Map.entry("YOUTUBE_PLAYLIST_ID", "only its value in .env counts"),
            Map.entry("STORAGE_BASE_PATH", "recorder.storage is the folder here"),
            Map.entry("WARNING_TIME", "warnings are given 120, 60 and 30 s before the end"),
            Map.entry("VIDEO_PRESET", ENCODING),
            Map.entry("VIDEO_CRF", ENCODING),
            Map.entry("VIDEO_FORMAT", ENCODING),
            Map.entry("AUDIO_CHANNELS", ENCODING),
            Map.entry("AUDIO_SAMPLE_RATE", ENCODING),
            Map.entry("AUDIO_CODEC", ENCODING),
            Map.entry("AUDIO_BITRATE", ENCODING),
            Map.entry("TTS_RATE", SPEECH),
            Map.entry("TTS_VOLUME", SPEECH),
            Map.entry("SPEAKER_DEVICE", SPEECH),
            Map.entry("NETWORK_CHECK_INTERVAL", NETWORK),
            Map.entry("NETWORK_CHECK_TIMEOUT", NETWORK),
            Map.entry("NETWORK_CHECK_HOST", NETWORK),
            Map.entry("NETWORK_CHECK_PORT", NETWORK),
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

    /** @param ours the cameras of this recorder; size, rate and sound of the existing one apply to a video device only */
    static Translation translate(ExistingRecorder existing, List<RecordedCameraConfig> ours) {
        List<NewKey> keys = new ArrayList<>();
        List<ImportItem> items = new ArrayList<>();
        existing.env().ifPresent(env -> translate(env, keys, items));
        translate(existing.constants(), keys, items);
        constantsWithoutKey(existing).forEach(items::add);
        if (existing.constants().values().containsKey("GPIO_LED_GREEN")) {
            keys.add(new NewKey("lights and button", LIGHTS + "enabled", true));
        }
        List<NewKey> applicable = new ArrayList<>();
        for (NewKey key : keys) {
            obstacle(key.key(), ours)
                    .ifPresentOrElse(
                            reason -> items.add(item(key.name(), Result.NOT_NEEDED, reason)),
                            () -> applicable.add(key));
        }
        return new Translation(applicable, items);
    }

    /** Why a key of the existing recorder's camera means nothing to the cameras of this one; empty if it does. */
    private static Optional<String> obstacle(String key, List<RecordedCameraConfig> ours) {
        RecordedCameraConfig first = ours.getFirst();
        if (!CAMERA_KEYS.contains(key)) {
            return Optional.empty();
        } else if (first.name().isPresent()) {
            return Optional.of("recorder.cameras describes the cameras here");
        }
        return key.equals("recorder.source") || first.source() instanceof CaptureSource.Camera
                ? Optional.empty()
                : Optional.of("recorder.source is " + first.source() + " here");
    }

    private static void translate(PythonConstants constants, List<NewKey> keys, List<ImportItem> items) {
        for (Mapping mapping : CONSTANTS) {
            Object value = constants.values().get(mapping.name());
            boolean present = value != null || constants.unknown().contains(mapping.name());
            Optional<?> converted =
                    value == null ? Optional.empty() : mapping.convert().apply(value);
            if (converted.isPresent()) {
                keys.add(new NewKey(mapping.name(), mapping.key(), converted.get()));
            } else if (present) {
                items.add(notPlain(mapping.name(), mapping.key()));
            }
        }
        Optional<String> size = size(constants.values());
        if (size.isPresent()) {
            keys.add(new NewKey(WIDTH + ", " + HEIGHT, SIZE, size.get()));
        } else if (names(constants).anyMatch(name -> name.equals(WIDTH) || name.equals(HEIGHT))) {
            items.add(notPlain(WIDTH + ", " + HEIGHT, SIZE));
        }
    }

    private static ImportItem notPlain(String name, String key) {
        return item(name, Result.NOT_TAKEN_OVER, "not a plain value that " + key + " can have: set it");
    }

    private static Stream<String> names(PythonConstants constants) {
        return Stream.concat(constants.values().keySet().stream(), constants.unknown().stream());
    }

    /** The other constants, so that nothing is passed over silently. */
    private static Stream<ImportItem> constantsWithoutKey(ExistingRecorder existing) {
        Set<String> reported = CONSTANTS.stream().map(Mapping::name).collect(Collectors.toCollection(HashSet::new));
        reported.addAll(List.of(WIDTH, HEIGHT));
        existing.env().ifPresent(env -> reported.addAll(env.values().keySet()));
        return names(existing.constants())
                .filter(name -> !reported.contains(name))
                .sorted()
                .map(name ->
                        item(name, Result.NOT_NEEDED, NOT_NEEDED.getOrDefault(name, "it has no counterpart here")));
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

    private static Optional<Object> rate(Object value) {
        return value instanceof Long rate && rate >= 1 && rate <= CameraFormat.MAX_RATE
                ? Optional.of(value)
                : Optional.empty();
    }

    private static Optional<String> size(Map<String, Object> values) {
        return values.get(WIDTH) instanceof Long width && values.get(HEIGHT) instanceof Long height
                ? Optional.of(width + "x" + height)
                        .filter(size -> CameraFormat.parseSize(size).isPresent())
                : Optional.empty();
    }

    /** The same device; ALSA converts what it delivers to what is asked for, as the existing recorder's ffmpeg does. */
    private static Optional<String> soundDevice(Object value) {
        return text(value)
                .map(device -> device.startsWith("hw:") ? "plug" + device : device)
                .filter(device -> SoundSource.parse(device).isPresent());
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
