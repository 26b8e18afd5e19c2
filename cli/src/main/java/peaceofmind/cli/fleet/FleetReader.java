// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import peaceofmind.cli.fleet.PrometheusApi.Element;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.AlertRule;
import peaceofmind.contract.alert.Severity;

/**
 * Judges each device by what it ships. A dozen queries for the whole fleet; only series of devices themselves count, never those of a
 * target that a device scrapes ({@code peace_scraped}).
 */
final class FleetReader {

    /** How far back the last sample of a silent device is searched. */
    private static final Duration LAST_SEEN_WINDOW = Duration.ofDays(7);

    /** Names in one query, which must stay below the usual limits of a server. */
    private static final int NAMES_PER_QUERY = 200;

    /** Beyond this a device's clock is ahead, not the network slow. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    /** A device that cannot send tries again at least this often. */
    private static final Duration CONNECTING_WITHIN = Duration.ofMinutes(5);

    private static final String OWN = "{peace_scraped=\"\"}";

    private final FleetInventory inventory;
    private final Instant now;
    private final Queries queries;

    /** Answers an expression; {@link PrometheusApi#query}. */
    @FunctionalInterface
    interface Queries {
        List<Element> query(String expression) throws CommandFailedException;
    }

    FleetReader(FleetInventory inventory, Instant now, Queries queries) {
        this.inventory = inventory;
        this.now = now;
        this.queries = queries;
    }

    /** Every device that is listed or reports, those that need attention first, then by name. */
    List<FleetDevice> read() throws CommandFailedException {
        Map<String, Instant> lastSeen = lastSeen();
        Map<String, List<Element>> info = byInstance("peace_build_info" + OWN);
        Map<String, List<Element>> alerts =
                byInstance("ALERTS{alertstate=\"firing\",alertname!=\"DeviceGone\",peace_scraped=\"\"}");
        Map<String, List<Element>> down = byInstance("recorder_up" + OWN + " == 0");
        Map<String, List<Element>> gaveUp = byInstance("peace_watchdog_gave_up" + OWN + " == 1");
        Map<String, List<Element>> held = byInstance("peace_watchdog_held" + OWN + " == 1");
        Map<String, List<Element>> disk = byInstance("recorder_disk_free_bytes" + OWN);
        Map<String, List<Element>> temperature = byInstance(
                "max by (instance) (node_hwmon_temp_celsius" + OWN + " or node_thermal_zone_temp" + OWN + ")");
        Map<String, List<Element>> backlog = byInstance("sum by (instance) (peace_ship_pending_samples" + OWN + ")");
        Map<String, List<Element>> drill =
                byInstance("max by (instance) (peace_drill_last_success_timestamp_seconds" + OWN + ")");
        // Of the server that peace fleet server sets up; others have none.
        Set<String> connecting = queries
                .query("time() - peace_fleet_last_request_timestamp_seconds < " + CONNECTING_WITHIN.toSeconds())
                .stream()
                .map(element -> element.label("login"))
                .collect(Collectors.toSet());

        List<FleetDevice> fleet = new ArrayList<>();
        for (InventoryDevice device : expectedAndOthers(info)) {
            String name = device.name();
            FleetDevice.Figures figures = new FleetDevice.Figures(
                    value(disk, name),
                    value(temperature, name),
                    value(backlog, name),
                    first(info, name).map(element -> element.label("version")),
                    first(drill, name).map(element -> Instant.ofEpochSecond((long) element.value())));
            FleetDevice judged = judge(
                    device,
                    Optional.ofNullable(lastSeen.get(name)),
                    new Reports(of(alerts, name), of(down, name), of(gaveUp, name), of(held, name)),
                    figures);
            fleet.add(connecting.contains(name) ? withClock(judged) : judged);
        }
        fleet.sort(Comparator.comparing(FleetDevice::state).thenComparing(FleetDevice::name));
        return fleet;
    }

    /** A device that is silent and nevertheless connects: it keeps its samples while its clock is wrong. */
    private static FleetDevice withClock(FleetDevice device) {
        if (device.state() != FleetState.SILENT && device.state() != FleetState.NEVER_SEEN) {
            return device;
        }
        List<String> findings = new ArrayList<>(device.findings());
        findings.add(
                "It connects to the server and sends no samples: its clock is probably wrong by more than ten minutes"
                        + " (timedatectl there). Its samples wait until it is set.");
        return new FleetDevice(
                device.device(), device.isListed(), device.state(), device.lastSeen(), findings, device.figures());
    }

    /** What a device says about itself. */
    private record Reports(List<Element> alerts, List<Element> down, List<Element> gaveUp, List<Element> held) {}

    private FleetDevice judge(
            InventoryDevice device, Optional<Instant> lastSeen, Reports reports, FleetDevice.Figures figures) {
        boolean isListed = inventory.has(device.name());
        List<String> findings = new ArrayList<>();
        FleetState state;
        if (lastSeen.isEmpty()) {
            state = FleetState.NEVER_SEEN;
            findings.add("The server has no sample of it from the last " + LAST_SEEN_WINDOW.toDays()
                    + " days: is its device.name the same, and does it ship here?");
        } else if (lastSeen.get().isBefore(now.minus(inventory.silentAfter()))) {
            state = FleetState.SILENT;
            findings.add("Nothing from it for " + HumanFormat.duration(Duration.between(lastSeen.get(), now))
                    + ": its power, its network, or the device.");
        } else {
            state = addReports(reports, findings);
            addClock(lastSeen.get(), findings);
        }
        if (!isListed) {
            findings.add("The inventory does not list it: add it, or find out who ships under that name.");
        }
        return new FleetDevice(device, isListed, state, lastSeen, List.copyOf(findings), figures);
    }

    private static FleetState addReports(Reports reports, List<String> findings) {
        FleetState state = FleetState.UP;
        for (Element service : reports.gaveUp()) {
            findings.add("The watchdog has given up on " + service.label("service") + ".");
            state = FleetState.DOWN;
        }
        List<Element> worstFirst = reports.alerts().stream()
                // What is only worth knowing needs nobody's attention.
                .filter(alert -> severity(alert) != Severity.INFO)
                .sorted(Comparator.comparing(FleetReader::severity)
                        .reversed()
                        .thenComparing(alert -> alert.label("alertname")))
                .toList();
        for (String text : new LinkedHashSet<>(
                worstFirst.stream().map(FleetReader::sentence).toList())) {
            findings.add(text);
        }
        for (Element alert : worstFirst) {
            state = worse(state, severity(alert) == Severity.CRITICAL ? FleetState.DOWN : FleetState.DEGRADED);
        }
        if (!reports.down().isEmpty() && state != FleetState.DOWN) {
            findings.addFirst("The watched program is not up.");
            state = FleetState.DOWN;
        }
        if (!reports.held().isEmpty()) {
            findings.add("Its watchdog is on hold" + (state == FleetState.UP ? "." : ": it does nothing about this."));
            state = worse(state, FleetState.DEGRADED);
        }
        return state;
    }

    private void addClock(Instant lastSeen, List<String> findings) {
        if (lastSeen.isAfter(now.plus(CLOCK_TOLERANCE))) {
            findings.add("Its clock is " + HumanFormat.duration(Duration.between(now, lastSeen))
                    + " ahead of this machine's.");
        }
    }

    private static FleetState worse(FleetState one, FleetState other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Severity severity(Element alert) {
        // Rules that somebody added may have levels of their own.
        return Severity.parse(alert.label("severity")).orElse(Severity.WARNING);
    }

    private static String sentence(Element alert) {
        String name = alert.label("alertname");
        return AlertCatalogue.rule(name).map(AlertRule::summary).orElse("Alert " + name) + ".";
    }

    /** Of live devices with one query; the last sample of the others is searched for in the past, in steps of five minutes. */
    private Map<String, Instant> lastSeen() throws CommandFailedException {
        Map<String, Instant> seen = times("max by (instance) (timestamp(peace_build_info" + OWN + "))");
        List<String> missing = inventory.devices().stream()
                .map(InventoryDevice::name)
                .filter(name -> !seen.containsKey(name))
                .toList();
        for (int from = 0; from < missing.size(); from += NAMES_PER_QUERY) {
            List<String> names = missing.subList(from, Math.min(missing.size(), from + NAMES_PER_QUERY));
            String matcher = names.stream().map(FleetReader::regex).collect(Collectors.joining("|"));
            seen.putAll(
                    times("max by (instance) (max_over_time(timestamp(peace_build_info{peace_scraped=\"\",instance=~\""
                            + matcher + "\"})[" + LAST_SEEN_WINDOW.toHours() + "h:5m]))"));
        }
        return seen;
    }

    /** As RE2, inside of a PromQL string. */
    private static String regex(String name) {
        StringBuilder out = new StringBuilder();
        for (int index = 0; index < name.length(); index++) {
            char c = name.charAt(index);
            if ("\\.+*?()|[]{}^$".indexOf(c) >= 0) {
                out.append("\\\\");
            }
            out.append(c == '"' ? "\\\"" : c == '\\' ? "\\\\" : String.valueOf(c));
        }
        return out.toString();
    }

    private Map<String, Instant> times(String expression) throws CommandFailedException {
        Map<String, Instant> times = new HashMap<>();
        for (Element element : queries.query(expression)) {
            times.put(element.label("instance"), Instant.ofEpochMilli((long) (element.value() * 1000)));
        }
        return times;
    }

    private Map<String, List<Element>> byInstance(String expression) throws CommandFailedException {
        return queries.query(expression).stream().collect(Collectors.groupingBy(element -> element.label("instance")));
    }

    /** The inventory's devices, then those that report although it does not list them. */
    private List<InventoryDevice> expectedAndOthers(Map<String, List<Element>> info) {
        List<InventoryDevice> devices = new ArrayList<>(inventory.devices());
        for (Map.Entry<String, List<Element>> other : new TreeMap<>(info).entrySet()) {
            if (!inventory.has(other.getKey())) {
                Element element = other.getValue().getFirst();
                devices.add(new InventoryDevice(
                        other.getKey(),
                        text(element, "customer"),
                        text(element, "location"),
                        List.of(),
                        Optional.empty()));
            }
        }
        return devices;
    }

    private static Optional<String> text(Element element, String label) {
        return Optional.of(element.label(label)).filter(value -> !value.isEmpty());
    }

    private static List<Element> of(Map<String, List<Element>> elements, String name) {
        return elements.getOrDefault(name, List.of());
    }

    private static Optional<Element> first(Map<String, List<Element>> elements, String name) {
        return of(elements, name).stream().findFirst();
    }

    private static OptionalDouble value(Map<String, List<Element>> elements, String name) {
        return of(elements, name).stream()
                .mapToDouble(Element::value)
                .filter(Double::isFinite)
                .findFirst();
    }
}
