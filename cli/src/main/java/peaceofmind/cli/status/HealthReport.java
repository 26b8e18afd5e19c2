// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.cli.terminal.Columns;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.cli.terminal.Tty.Colour;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.health.DeviceHealth;
import peaceofmind.contract.health.HealthLevel;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The judgement, and the facts that it is about.
 *
 * @param components for people, with the facts as sentences
 * @param figures for programs, with the facts as numbers and codes
 * @param at when it was judged
 * @param events newest last, as the watchdog's journal has them
 */
record HealthReport(
        String device,
        DeviceHealth health,
        List<ComponentStatus> components,
        StatusFigures figures,
        Instant at,
        List<Event> events) {

    private static final int LABEL_WIDTH = 14;

    /** Lines of a terminal, less one for the next prompt. */
    private static final int SCREEN_LINES = 23;

    private static final int MIN_SCREEN_LINES = 3;

    /** The newest event is shown even if that makes the report longer than a screen. */
    private static final int MIN_EVENT_LINES = 5;

    JsonObject toJson() {
        Json.ObjectBuilder json = Json.object()
                .put("device", device)
                .put("at", at.toString())
                .put("level", health.level().word())
                .put("exit_code", health.level().exitCode())
                .put("health", health.toJson());
        figures.addTo(json);
        return json.put(
                        "parts",
                        components.stream().map(ComponentStatus::toJson).toList())
                .put("events", events.stream().map(Event::toJson).toList())
                .build();
    }

    /**
     * The first lines, so that the verdict stays on a short screen.
     *
     * @param rows of the screen; empty if not known
     */
    List<String> toScreen(Tty tty, Optional<Integer> rows) {
        List<String> lines = toLines(tty);
        // The cursor needs a row as well.
        int shown = Math.max(MIN_SCREEN_LINES, rows.orElse(Integer.MAX_VALUE) - 2);
        if (lines.size() <= shown + 1) {
            return lines;
        }
        return Stream.concat(
                        lines.subList(0, shown).stream(),
                        Stream.of("  (" + (lines.size() - shown) + " more lines: peace status)"))
                .toList();
    }

    /** Lines as wide as the terminal. Of the events, the newest that fit on a screen; of the parts, all. */
    List<String> toLines(Tty tty) {
        List<String> lines = new ArrayList<>();
        String level = health.level().word().toUpperCase(Locale.ROOT);
        lines.add(paint(tty, health.level(), device + ": " + level));
        lines.addAll(Columns.wrap("", 2, health.sentence()));
        if (!health.nextStep().isEmpty()) {
            lines.addAll(Columns.wrap("", 2, health.nextStep()));
        }
        lines.add("");
        for (ComponentStatus component : components) {
            String label = (component.level() == HealthLevel.UP ? "  " : "! ") + component.name();
            for (String text : component.lines()) {
                for (String line : Columns.wrap(label, LABEL_WIDTH, text)) {
                    boolean healthy = component.level() == HealthLevel.UP;
                    lines.add(healthy ? line : paint(tty, component.level(), line));
                }
                label = "";
            }
        }
        lines.addAll(eventLines(SCREEN_LINES - lines.size()));
        return lines;
    }

    private List<String> eventLines(int maxLines) {
        List<String> eventLines = new ArrayList<>();
        for (Event event : events.reversed()) {
            List<String> wrapped = Columns.wrap("  " + time(event), LABEL_WIDTH, describe(event));
            if (eventLines.size() + wrapped.size() + 2 > Math.max(maxLines, MIN_EVENT_LINES)) {
                break;
            }
            eventLines.addAll(0, wrapped);
        }
        return eventLines.isEmpty()
                ? List.of()
                : Stream.concat(Stream.of("", "Last events"), eventLines.stream())
                        .toList();
    }

    private static String paint(Tty tty, HealthLevel level, String text) {
        return switch (level) {
            case UP -> tty.paint(Colour.GREEN, text);
            case UNKNOWN, DEGRADED -> tty.paint(Colour.YELLOW, text);
            case DOWN -> tty.paint(Colour.RED, text);
        };
    }

    private static String describe(Event event) {
        return event.service().map(name -> name + ": ").orElse("") + event.reason();
    }

    private static String time(Event event) {
        return shortTime(event.time().atZone(ZoneId.systemDefault()));
    }

    private static String shortTime(ZonedDateTime at) {
        String pattern = at.toLocalDate().equals(LocalDate.now(at.getZone())) ? "HH:mm:ss" : "MM-dd HH:mm";
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(at);
    }

    /** Seconds of a JSON number as words. */
    static String formatSeconds(double seconds) {
        return seconds < 10
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : HumanFormat.duration(Duration.ofSeconds(Math.round(seconds)));
    }
}
