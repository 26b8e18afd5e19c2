// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import peaceofmind.cli.fleet.FleetReport.DeviceReport;
import peaceofmind.cli.fleet.FleetReport.VersionReport;
import peaceofmind.cli.terminal.HumanFormat;

/** A report for people. */
final class FleetReportText {

    private static final List<String> DEVICE_TITLES = List.of(
            "DEVICE",
            "AVAILABLE",
            "REPORTED",
            "RESTARTS",
            "PER RESTART",
            "OUTAGES",
            "RECOVERED IN",
            "REBOOTS",
            "VERSION");
    private static final List<String> VERSION_TITLES =
            List.of("VERSION", "DEVICES", "SHARE", "UP", "RESTARTS", "PER RESTART");
    private static final String UNKNOWN = "-";
    private static final String GAP = "  ";

    private FleetReportText() {}

    static List<String> lines(FleetReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("The last " + report.window().toDays() + " day(s)" + ", to " + report.end() + ", sampled every "
                + HumanFormat.duration(report.step())
                + ". Availability is of the time reported; what was not reported is unknown.");
        lines.add("");
        List<List<String>> devices = new ArrayList<>(List.of(DEVICE_TITLES));
        report.devices().forEach(device -> devices.add(cells(device, report.window())));
        lines.addAll(table(devices));
        lines.add("");
        List<List<String>> versions = new ArrayList<>(List.of(VERSION_TITLES));
        report.versions().forEach(version -> versions.add(cells(version, report.devicesWithVersion())));
        lines.addAll(table(versions));
        lines.add("");
        lines.addAll(
                report.outliers().isEmpty()
                        ? List.of("No device differs from its group in temperature, free space or restarts.")
                        : report.outliers().stream()
                                .map(FleetReportText::sentence)
                                .toList());
        return lines;
    }

    private static List<String> cells(DeviceReport device, Duration window) {
        String reboots = device.boots().entrySet().stream()
                .filter(boot -> boot.getValue() > 0 && !boot.getKey().equals("clean"))
                .map(boot -> boot.getValue() + " " + boot.getKey())
                .collect(Collectors.joining(", "));
        return List.of(
                device.name(),
                percent(device.availability()),
                percent(OptionalDouble.of(Math.min(1, (double) device.reported().toSeconds() / window.toSeconds()))),
                count(device.restarts()),
                perRestart(device.up(), device.restarts()),
                count(device.outages()),
                device.timeToRecover().map(HumanFormat::duration).orElse(UNKNOWN),
                device.boots().isEmpty() ? UNKNOWN : reboots.isEmpty() ? "0" : reboots,
                device.version().orElse(UNKNOWN));
    }

    private static List<String> cells(VersionReport version, int devices) {
        return List.of(
                version.version(),
                Integer.toString(version.devices()),
                devices == 0 ? UNKNOWN : percent(OptionalDouble.of((double) version.devices() / devices)),
                HumanFormat.duration(version.up()),
                count(OptionalDouble.of(version.restarts())),
                perRestart(version.up(), OptionalDouble.of(version.restarts())));
    }

    private static String perRestart(Duration up, OptionalDouble restarts) {
        double hours = FleetReport.hoursPerRestart(up, restarts.orElse(0));
        return Double.isNaN(hours) ? UNKNOWN : HumanFormat.duration(Duration.ofSeconds(Math.round(hours * 3600)));
    }

    private static String sentence(FleetOutlier outlier) {
        String values = switch (outlier.kind()) {
            case TEMPERATURE ->
                "a mean temperature of %.0f °C, the others of %.0f °C".formatted(outlier.value(), outlier.median());
            case DISK_FREE ->
                HumanFormat.bytes((long) outlier.value()) + " free, the others "
                        + HumanFormat.bytes((long) outlier.median());
            case RESTARTS -> "%.0f restarts, the others %.0f".formatted(outlier.value(), outlier.median());
        };
        return outlier.device() + " differs from the rest of " + outlier.group() + ": " + values + " (median).";
    }

    private static String percent(OptionalDouble share) {
        // Rounded down: 100 % is said only of what is.
        return share.isEmpty()
                ? UNKNOWN
                : String.format(Locale.ROOT, "%.2f %%", Math.floor(share.getAsDouble() * 10_000) / 100);
    }

    private static String count(OptionalDouble value) {
        return value.isEmpty() ? UNKNOWN : Long.toString(Math.round(value.getAsDouble()));
    }

    private static List<String> table(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < rows.getFirst().size(); column++) {
            int index = column;
            widths.add(
                    rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(row.get(column))
                        .append(" ".repeat(widths.get(column) - row.get(column).length()))
                        .append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
