// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.file.StateFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.metrics.Series;

/** Maps fingerprints, which are all that blocks contain, to series. A lost index is rebuilt as series are collected. */
final class SeriesIndex {

    private static final int MAX_ENTRIES = 8 * Resolution.MAX_SERIES;

    private static final int MAX_BYTES = 8 * 1024 * 1024;

    private final Path file;
    private final Map<Long, Series> seriesById = new LinkedHashMap<>();
    private boolean changed;

    private SeriesIndex(Path file) {
        this.file = file;
    }

    /** @param warn receives why an existing index cannot be read */
    static SeriesIndex open(Path file, Consumer<String> warn) {
        SeriesIndex index = new SeriesIndex(file);
        try {
            Optional<String> text = StateFile.read(file, MAX_BYTES);
            if (text.isPresent()) {
                index.parse(text.get());
            }
        } catch (JsonException | IOException unreadable) {
            warn.accept("cannot read the index of the history: " + ErrorText.of(unreadable) + "; "
                    + StateFile.moveAside(file));
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
