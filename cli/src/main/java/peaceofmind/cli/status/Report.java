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
import java.util.stream.Stream;
import peaceofmind.cli.terminal.Columns;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.cli.terminal.Tty.Colour;
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

    /** Lines of a terminal, less one for the next prompt. */
    private static final int SCREEN = 23;

    /** The newest event is told even where that makes the report longer than a screen. */
    private static final int LEAST_STORY = 5;

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

    /** Lines of at most 80 columns. Of the events, the newest that fit on a screen; of the parts, all. */
    List<String> toLines(Tty tty) {
        List<String> lines = new ArrayList<>();
        lines.add(paint(tty, level(), device + ": " + level().word().toUpperCase(Locale.ROOT)));
        lines.add("");
        for (Part part : parts) {
            String head = (part.level() == Level.HEALTHY ? "  " : "! ") + part.name();
            for (String text : part.lines()) {
                for (String line : Columns.wrap(head, HEAD_WIDTH, text)) {
                    boolean plain = part.level() == Level.HEALTHY;
                    lines.add(plain ? line : paint(tty, part.level(), line));
                }
                head = "";
            }
        }
        lines.addAll(story(SCREEN - lines.size()));
        return lines;
    }

    private List<String> story(int room) {
        List<String> story = new ArrayList<>();
        for (JsonObject event : events.reversed()) {
            List<String> told = Columns.wrap("  " + time(event), HEAD_WIDTH, describe(event));
            if (story.size() + told.size() + 2 > Math.max(room, LEAST_STORY)) {
                break;
            }
            story.addAll(0, told);
        }
        return story.isEmpty()
                ? List.of()
                : Stream.concat(Stream.of("", "Last events"), story.stream()).toList();
    }

    private static String paint(Tty tty, Level level, String text) {
        return switch (level) {
            case HEALTHY -> tty.paint(Colour.GREEN, text);
            case UNKNOWN, DEGRADED -> tty.paint(Colour.YELLOW, text);
            case DOWN -> tty.paint(Colour.RED, text);
        };
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
