package peaceofmind.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.cli.terminal.Columns;
import peaceofmind.cli.terminal.Words;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The report and its verdict.
 *
 * @param events newest last, as the watchdog's journal has them
 */
record Report(String device, List<Part> parts, List<JsonObject> events) {

    private static final int HEAD_WIDTH = 14;

    /** The worst of its parts. */
    Level level() {
        return parts.stream().map(Part::level).max(Comparator.naturalOrder()).orElse(Level.UNKNOWN);
    }

    JsonObject toJson() {
        return Json.object()
                .put("device", device)
                .put("level", level().word())
                .put("parts", parts.stream().map(Part::toJson).toList())
                .put("events", events)
                .build();
    }

    /** Lines of at most 80 columns. */
    List<String> toLines() {
        List<String> lines = new ArrayList<>();
        lines.add(device + ": " + level().word().toUpperCase(Locale.ROOT));
        lines.add("");
        for (Part part : parts) {
            String head = (part.level() == Level.HEALTHY ? "  " : "! ") + part.name();
            for (String text : part.lines()) {
                lines.addAll(Columns.wrap(head, HEAD_WIDTH, text));
                head = "";
            }
        }
        if (!events.isEmpty()) {
            lines.add("");
            lines.add("Last events");
            events.forEach(event -> lines.addAll(Columns.wrap("  " + time(event), HEAD_WIDTH, describe(event))));
        }
        return lines;
    }

    private static String describe(JsonObject event) {
        return event.text("service").map(name -> name + ": ").orElse("")
                + event.text("reason").orElse("");
    }

    private static String time(JsonObject event) {
        try {
            Optional<Instant> when = event.text("time").map(Instant::parse);
            return when.map(at -> at.atZone(ZoneId.systemDefault()))
                    .map(Report::shortTime)
                    .orElse("");
        } catch (DateTimeParseException noTime) {
            return "";
        }
    }

    private static String shortTime(ZonedDateTime at) {
        String pattern = at.toLocalDate().equals(LocalDate.now(at.getZone())) ? "HH:mm:ss" : "MM-dd HH:mm";
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(at);
    }

    /** Seconds of a JSON number as words. */
    static String seconds(double seconds) {
        return seconds < 10
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : Words.time(Duration.ofSeconds(Math.round(seconds)));
    }
}
