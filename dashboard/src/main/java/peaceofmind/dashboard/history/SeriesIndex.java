// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.metrics.Series;

/** Maps fingerprints, which are all that blocks contain, to series. A lost index is rebuilt as series are collected. */
final class SeriesIndex {

    private static final int MAX_ENTRIES = 8 * Resolution.MAX_SERIES;

    private final Path file;
    private final Map<Long, Series> seriesById = new LinkedHashMap<>();
    private boolean changed;

    private SeriesIndex(Path file) {
        this.file = file;
    }

    static SeriesIndex open(Path file) throws IOException {
        SeriesIndex index = new SeriesIndex(file);
        try {
            index.parse(Files.readString(file));
        } catch (NoSuchFileException missing) {
            return index;
        } catch (JsonException | CharacterCodingException unreadable) {
            DurableFile.moveAside(file);
        }
        return index;
    }

    private void parse(String text) throws JsonException {
        for (Json listed : Json.parseObject(text).items("series")) {
            if (!(listed instanceof JsonObject item)) {
                throw new JsonException("a series must be an object");
            }
            Map<String, String> labels = new LinkedHashMap<>();
            item.object("labels")
                    .ifPresent(found -> found.members()
                            .keySet()
                            .forEach(
                                    label -> labels.put(label, found.text(label).orElse(""))));
            Series series = Series.of(item.text("name").orElse(""), labels);
            seriesById.put(SeriesFingerprint.of(series), series);
        }
    }

    synchronized void add(Set<Series> current) {
        for (Series series : current) {
            changed |= seriesById.putIfAbsent(SeriesFingerprint.of(series), series) == null;
        }
        if (seriesById.size() > MAX_ENTRIES) {
            // Drop those that are no longer collected, oldest entries first.
            List<Series> all = new ArrayList<>(seriesById.values());
            all.removeAll(current);
            all.stream()
                    .limit(seriesById.size() - MAX_ENTRIES)
                    .forEach(old -> seriesById.remove(SeriesFingerprint.of(old)));
        }
    }

    synchronized List<Series> all() {
        return List.copyOf(seriesById.values());
    }

    /** Writes the file if there are new series. */
    synchronized void save() throws IOException {
        if (changed) {
            List<JsonObject> items = new ArrayList<>();
            for (Series series : seriesById.values()) {
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
