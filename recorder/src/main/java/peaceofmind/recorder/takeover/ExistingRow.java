// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.takeover;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.recorder.storage.StorageFolders;
import peaceofmind.recorder.storage.VideoStatus;

/**
 * A row of the existing recorder's table {@code videos}. SQLite allows any type in any column.
 *
 * @param columns those that are not NULL, by name
 */
record ExistingRow(Map<String, Object> columns) {

    ExistingRow {
        columns = Map.copyOf(columns);
    }

    Optional<String> text(String column) {
        return columns.get(column) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Empty for one that cannot be the name of a file. */
    Optional<String> fileName() {
        return text("filename")
                .filter(StorageFolders::isFileName)
                // The recorder removes files with such names, which it writes itself.
                .filter(name -> !(name.startsWith(".") && name.endsWith(".part")));
    }

    /** Names the row in what was imported, the same each time. */
    String item() {
        return "row:" + text("filename").orElseGet(() -> "#" + columns.get("id"));
    }

    /** A video that was being uploaded when the recorder was stopped waits again; one with an unknown status needs a person. */
    VideoStatus status() {
        VideoStatus status =
                text("status").flatMap(VideoStatus::fromColumnValue).orElse(VideoStatus.FAILED);
        return status == VideoStatus.IN_PROGRESS ? VideoStatus.PENDING : status;
    }

    Optional<Long> bytes() {
        return columns.get("file_size_bytes") instanceof Number size && size.longValue() > 0
                ? Optional.of(size.longValue())
                : Optional.empty();
    }

    /** All of it, word for word. */
    String toJson() {
        Json.ObjectBuilder json = Json.object();
        new TreeMap<>(columns).forEach((name, value) -> {
            switch (value) {
                case Integer number -> json.put(name, number.longValue());
                case Long number -> json.put(name, number.longValue());
                case Double number -> json.put(name, number.doubleValue());
                case byte[] bytes -> json.put(name, "x'" + HexFormat.of().formatHex(bytes) + "'");
                default -> json.put(name, value.toString());
            }
        });
        return json.build().toJson();
    }
}
