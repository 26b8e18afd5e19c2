package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.metrics.Series;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** The names of the series that were ever kept: blocks know them by number only. Lost, it is learnt again as they come in. */
final class SeriesNames {

    private static final int MAX_NAMES = 8 * Tier.MAX_SERIES;

    private final Path file;
    private final Map<Long, Series> names = new LinkedHashMap<>();
    private boolean changed;

    private SeriesNames(Path file) {
        this.file = file;
    }

    static SeriesNames open(Path file) throws IOException {
        SeriesNames names = new SeriesNames(file);
        try {
            names.parse(Files.readString(file));
        } catch (NoSuchFileException none) {
            return names;
        } catch (JsonException | CharacterCodingException unreadable) {
            DurableFile.moveAside(file);
        }
        return names;
    }

    private void parse(String text) throws JsonException {
        for (Json listed : Json.parseObject(text).items("series")) {
            if (!(listed instanceof JsonObject item)) {
                throw new JsonException("a series is an object");
            }
            Map<String, String> labels = new LinkedHashMap<>();
            item.object("labels")
                    .ifPresent(found -> found.members()
                            .keySet()
                            .forEach(
                                    label -> labels.put(label, found.text(label).orElse(""))));
            Series series = Series.of(item.text("name").orElse(""), labels);
            names.put(Identity.of(series), series);
        }
    }

    synchronized void learn(Set<Series> current) {
        for (Series series : current) {
            changed |= names.putIfAbsent(Identity.of(series), series) == null;
        }
        if (names.size() > MAX_NAMES) {
            // Those that no longer come, the longest known first.
            List<Series> all = new ArrayList<>(names.values());
            all.removeAll(current);
            all.stream().limit(names.size() - MAX_NAMES).forEach(old -> names.remove(Identity.of(old)));
        }
    }

    synchronized List<Series> all() {
        return List.copyOf(names.values());
    }

    /** Writes the names when there are new ones. */
    synchronized void save() throws IOException {
        if (changed) {
            List<JsonObject> items = new ArrayList<>();
            for (Series series : names.values()) {
                Json.ObjectBuilder labels = Json.object();
                series.labels().forEach(labels::put);
                items.add(Json.object()
                        .put("name", series.name())
                        .put("labels", labels.build())
                        .build());
            }
            DurableFile.replace(file, Json.object().put("series", items).build().toPrettyJson() + "\n");
            changed = false;
        }
    }
}
