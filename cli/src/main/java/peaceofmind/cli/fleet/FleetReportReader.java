// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import peaceofmind.cli.fleet.FleetOutlier.Kind;
import peaceofmind.cli.fleet.FleetReader.Queries;
import peaceofmind.cli.fleet.FleetReport.DeviceReport;
import peaceofmind.cli.fleet.FleetReport.VersionReport;
import peaceofmind.cli.fleet.PrometheusApi.Element;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.cli.terminal.CommandFailedException;

/** Makes the report of the devices that an inventory lists. */
final class FleetReportReader {

    private final List<InventoryDevice> devices;
    private final FleetReportQueries expressions;
    private final Queries queries;

    /** @param selected which of the inventory's devices */
    FleetReportReader(FleetInventory inventory, Predicate<InventoryDevice> selected, Duration window, Queries queries) {
        this.devices = inventory.devices().stream()
                .filter(selected)
                .sorted(Comparator.comparing(InventoryDevice::name))
                .toList();
        this.expressions = new FleetReportQueries(window);
        this.queries = queries;
    }

    FleetReport read(Instant now) throws CommandFailedException {
        Map<String, Double> availability = byDevice(expressions.availability());
        Map<String, Double> reported = byDevice(expressions.reportedSeconds());
        Map<String, Double> changes = byDevice(expressions.changes());
        Map<String, Double> restarts = byDevice(expressions.restarts());
        Map<String, String> versions = new HashMap<>();
        queries.query(expressions.versions())
                .forEach(element -> versions.put(element.label("instance"), element.label("version")));
        Map<String, Map<String, Long>> boots = new HashMap<>();
        queries.query(expressions.boots())
                .forEach(element -> boots.computeIfAbsent(element.label("instance"), _ -> new TreeMap<>())
                        .put(element.label("cause"), Math.round(element.value())));

        List<DeviceReport> reports = new ArrayList<>();
        for (InventoryDevice device : devices) {
            String name = device.name();
            reports.add(new DeviceReport(
                    name,
                    Optional.ofNullable(versions.get(name)),
                    number(availability, name),
                    Duration.ofSeconds(Math.round(reported.getOrDefault(name, 0.0))),
                    number(restarts, name),
                    // Down and up again are two changes; down is one.
                    changes.containsKey(name)
                            ? OptionalDouble.of(Math.ceil(changes.get(name) / 2))
                            : OptionalDouble.empty(),
                    boots.getOrDefault(name, Map.of())));
        }
        return new FleetReport(
                now, expressions.window(), expressions.step(), versions(versions), reports, outliers(restarts));
    }

    private List<VersionReport> versions(Map<String, String> now) throws CommandFailedException {
        Map<String, Double> up = byVersion(expressions.upSecondsByVersion());
        Map<String, Double> restarts = byVersion(expressions.restartsByVersion());
        List<VersionReport> reports = new ArrayList<>();
        up.forEach((version, seconds) -> reports.add(new VersionReport(
                version,
                (int) devices.stream()
                        .filter(device -> version.equals(now.get(device.name())))
                        .count(),
                Duration.ofSeconds(Math.round(seconds)),
                Math.round(restarts.getOrDefault(version, 0.0)))));
        reports.sort(Comparator.comparingInt(VersionReport::devices).reversed().thenComparing(VersionReport::version));
        return reports;
    }

    private List<FleetOutlier> outliers(Map<String, Double> restarts) throws CommandFailedException {
        Map<String, List<String>> groups = new TreeMap<>();
        for (InventoryDevice device : devices) {
            device.groups()
                    .forEach(group -> groups.computeIfAbsent(group, _ -> new ArrayList<>())
                            .add(device.name()));
            device.customer()
                    .ifPresent(customer -> groups.computeIfAbsent(customer, _ -> new ArrayList<>())
                            .add(device.name()));
        }
        Map<String, Double> temperature = byDevice(expressions.temperature());
        Map<String, Double> diskFree = byDevice(expressions.diskFree());
        List<FleetOutlier> outliers = new ArrayList<>();
        groups.forEach((group, members) -> {
            for (Kind kind : Kind.values()) {
                Map<String, Double> values = switch (kind) {
                    case TEMPERATURE -> temperature;
                    case DISK_FREE -> diskFree;
                    case RESTARTS -> restarts;
                };
                Map<String, Double> ofMembers = new HashMap<>(values);
                ofMembers.keySet().retainAll(members);
                outliers.addAll(FleetOutlier.find(group, kind, ofMembers));
            }
        });
        return outliers;
    }

    private Map<String, Double> byDevice(String expression) throws CommandFailedException {
        Map<String, Double> values = new HashMap<>();
        for (Element element : queries.query(expression)) {
            if (Double.isFinite(element.value())) {
                values.put(element.label("instance"), element.value());
            }
        }
        return values;
    }

    /** Sums over the selected devices. */
    private Map<String, Double> byVersion(String expression) throws CommandFailedException {
        Map<String, Double> values = new TreeMap<>();
        for (Element element : queries.query(expression)) {
            if (devices.stream().anyMatch(device -> device.name().equals(element.label("instance")))) {
                values.merge(element.label("version"), element.value(), Double::sum);
            }
        }
        return values;
    }

    private static OptionalDouble number(Map<String, Double> values, String name) {
        return values.containsKey(name) ? OptionalDouble.of(values.get(name)) : OptionalDouble.empty();
    }
}
