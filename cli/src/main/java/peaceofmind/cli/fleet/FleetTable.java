// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import peaceofmind.cli.terminal.Columns;
import peaceofmind.cli.terminal.HumanFormat;

/** The fleet as lines for a terminal: a table where it is wide enough, otherwise one paragraph for each device. */
final class FleetTable {

    private static final List<String> TITLES =
            List.of("DEVICE", "STATE", "SEEN", "DISK FREE", "TEMP", "BACKLOG", "VERSION", "DRILL", "PLACE");
    private static final String UNKNOWN = "-";
    private static final int GAP = 2;

    private final Instant now;
    private final int width;

    /** @param width columns of the terminal */
    FleetTable(Instant now, int width) {
        this.now = now;
        this.width = width;
    }

    List<String> lines(List<FleetDevice> fleet) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        fleet.forEach(device -> rows.add(cells(device)));
        int[] widths = new int[TITLES.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        int total = -GAP;
        for (int column : widths) {
            total += column + GAP;
        }
        return total <= width ? table(rows, widths, fleet) : paragraphs(fleet);
    }

    /** One line: how many devices are in which state. */
    static String summary(List<FleetDevice> fleet) {
        List<String> parts = new ArrayList<>();
        for (FleetState state : FleetState.values()) {
            long count =
                    fleet.stream().filter(device -> device.state() == state).count();
            if (count > 0) {
                parts.add(count + " " + state.text());
            }
        }
        long unlisted = fleet.stream().filter(device -> !device.isListed()).count();
        if (unlisted > 0) {
            parts.add(unlisted + " not in the inventory");
        }
        return fleet.size() + (fleet.size() == 1 ? " device: " : " devices: ") + String.join(", ", parts);
    }

    private List<String> table(List<List<String>> rows, int[] widths, List<FleetDevice> fleet) {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = rows.get(row).get(column);
                line.append(cell).append(" ".repeat(widths[column] - cell.length() + GAP));
            }
            lines.add(line.toString().stripTrailing());
            if (row > 0) {
                for (String finding : fleet.get(row - 1).findings()) {
                    lines.addAll(Columns.wrap(width, "", widths[0] + GAP, finding));
                }
            }
        }
        return lines;
    }

    /** Whatever the width: each device with its facts below its name. */
    List<String> paragraphs(List<FleetDevice> fleet) {
        List<String> lines = new ArrayList<>();
        for (FleetDevice device : fleet) {
            List<String> cells = cells(device);
            List<String> facts = new ArrayList<>();
            for (int column = 2; column < TITLES.size(); column++) {
                if (!cells.get(column).equals(UNKNOWN)) {
                    facts.add(TITLES.get(column).toLowerCase(Locale.ROOT) + " " + cells.get(column));
                }
            }
            lines.add(cells.get(0) + ": " + cells.get(1));
            if (!facts.isEmpty()) {
                lines.addAll(Columns.wrap(width, "", 2, String.join(", ", facts)));
            }
            for (String finding : device.findings()) {
                lines.addAll(Columns.wrap(width, "", 2, finding));
            }
        }
        return lines;
    }

    private List<String> cells(FleetDevice device) {
        FleetDevice.Figures figures = device.figures();
        return List.of(
                device.name(),
                device.state().text().toUpperCase(Locale.ROOT),
                device.lastSeen().map(this::ago).orElse(UNKNOWN),
                text(figures.diskFree(), bytes -> HumanFormat.bytes((long) bytes)),
                text(figures.temperature(), celsius -> Math.round(celsius) + " °C"),
                text(figures.backlog(), samples -> Long.toString((long) samples)),
                figures.version().filter(version -> !version.isEmpty()).orElse(UNKNOWN),
                figures.lastDrill().map(this::ago).orElse(UNKNOWN),
                device.device().place().orElse(UNKNOWN));
    }

    private String ago(Instant at) {
        return HumanFormat.duration(Duration.between(at, now)) + " ago";
    }

    private static String text(OptionalDouble value, DoubleFunction<String> format) {
        return value.isPresent() ? format.apply(value.getAsDouble()) : UNKNOWN;
    }
}
