// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.terminal;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonBool;
import peaceofmind.heartbeat.json.Json.JsonNull;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.Json.JsonText;

/** Formats values for people. */
public final class HumanFormat {

    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");

    private HumanFormat() {}

    /** A JSON value without JSON's punctuation. */
    public static String value(Json value) {
        return switch (value) {
            case JsonText text -> text.value();
            case JsonNumber number -> number.literal();
            case JsonBool bool -> bool.value() ? "yes" : "no";
            case JsonNull _ -> "-";
            case JsonArray array ->
                array.items().stream().map(HumanFormat::value).collect(Collectors.joining(", "));
            case JsonObject object ->
                object.members().entrySet().stream()
                        .map(member -> member.getKey().replace('_', ' ') + " " + value(member.getValue()))
                        .collect(Collectors.joining(", "));
        };
    }

    /** Bytes in powers of 1000, with three digits at most: {@code 71 GB}, {@code 3.1 MB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.size() - 1) {
            value /= 1000;
            unit++;
        }
        String digits = unit > 0 && value < 9.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, digits, value) + " " + UNITS.get(unit);
    }

    /** A duration in its two largest units: {@code 12 s}, {@code 3 min 05 s}, {@code 2 h 10 min}, {@code 4 d 3 h}. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        } else if (seconds < 3600) {
            return "%d min %02d s".formatted(seconds / 60, seconds % 60);
        } else if (seconds < 86_400) {
            return "%d h %02d min".formatted(seconds / 3600, seconds / 60 % 60);
        }
        return "%d d %d h".formatted(seconds / 86_400, seconds / 3600 % 24);
    }
}
