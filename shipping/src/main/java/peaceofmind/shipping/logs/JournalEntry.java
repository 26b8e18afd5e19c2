// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;
import peaceofmind.heartbeat.json.JsonException;

/** One line of {@code journalctl --output=json} (systemd's "Journal Export and JSON formats"). */
record JournalEntry(String cursor, long nanos, Optional<String> unit, Optional<String> priority, String message) {

    /** Empty for an entry without a message. */
    static Optional<JournalEntry> parse(String line) throws JsonException {
        JsonObject entry = Json.parseObject(line);
        Optional<String> cursor = entry.text("__CURSOR");
        Optional<Long> micros = entry.text("__REALTIME_TIMESTAMP")
                .filter(text -> text.matches("\\d{1,16}"))
                .map(Long::parseLong)
                .filter(time -> time < Long.MAX_VALUE / 1000);
        String message = text(entry.get("MESSAGE"));
        if (cursor.isEmpty() || micros.isEmpty()) {
            throw new JsonException("journal entry without cursor or timestamp");
        } else if (message.isBlank()) {
            return Optional.empty();
        }
        String identifier = text(entry.get("SYSLOG_IDENTIFIER"));
        return Optional.of(new JournalEntry(
                cursor.get(),
                micros.get() * 1000,
                Optional.of(text(entry.get("_SYSTEMD_UNIT")))
                        .filter(unit -> !unit.isEmpty())
                        .or(() -> Optional.of(identifier).filter(name -> !name.isEmpty())),
                entry.text("PRIORITY"),
                message));
    }

    /** A field that is not UTF-8 is an array of bytes; a repeated field is an array of strings. */
    private static String text(Optional<Json> field) {
        if (field.isPresent() && field.get() instanceof JsonText text) {
            return text.value();
        } else if (field.isPresent() && field.get() instanceof JsonArray array) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (Json item : array.items()) {
                if (item instanceof JsonNumber number) {
                    bytes.write(number.longValue().orElse((long) '?').intValue());
                } else if (item instanceof JsonText text) {
                    return text.value();
                }
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }
        return "";
    }
}
