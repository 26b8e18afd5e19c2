// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.node.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.linux.Subprocess;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.metrics.collect.Collector;

/**
 * State of the configured units and of every failed one, from {@code systemctl}. Starts three processes: cache it. Without systemd there
 * are no series.
 */
public final class SystemdCollector implements Collector {

    /** Runs systemctl with arguments; tests supply a fake. */
    public interface Systemctl {
        String run(List<String> arguments) throws IOException, InterruptedException;
    }

    private static final Duration SYSTEMCTL_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT_BYTES = 64 * 1024;
    private static final int MAX_FAILED_UNITS = 50;
    private static final List<String> STATES = List.of("activating", "active", "deactivating", "failed", "inactive");

    private final Path root;
    private final List<String> units;
    private final Systemctl systemctl;

    /** @param units units that are always reported, such as {@code recorder.service} */
    public SystemdCollector(Path root, List<String> units, Systemctl systemctl) {
        this.root = root;
        this.units = List.copyOf(units);
        this.systemctl = systemctl;
    }

    /** Runs the command, within limits. */
    public static String systemctl(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemctl"));
        command.addAll(arguments);
        return switch (Subprocess.run(command, SYSTEMCTL_TIMEOUT, MAX_OUTPUT_BYTES)) {
            // is-system-running prints the state and exits with a code that depends on it.
            case Subprocess.Exited exited when !exited.output().isBlank() || exited.succeeded() -> exited.output();
            case Subprocess.Exited exited ->
                throw new IOException(
                        "systemctl failed: " + exited.errorOutput().strip());
            case Subprocess.TimedOut timedOut ->
                throw new IOException(
                        "systemctl did not finish within " + timedOut.timeout().toSeconds() + " s");
            case Subprocess.NotStarted notStarted -> throw new IOException(notStarted.reason());
        };
    }

    @Override
    public String name() {
        return "systemd";
    }

    @Override
    public Collected collect() throws IOException, InterruptedException {
        if (!Files.isDirectory(root.resolve("run/systemd/system"))) {
            return Collected.of(List.of());
        }
        Families families = new Families();
        String systemState = systemctl.run(List.of("is-system-running")).strip();
        families.gauge(
                "node_systemd_system_running",
                "Whether the system is operational (see 'systemctl is-system-running')",
                systemState.equals("running") ? 1 : 0);
        Set<String> queried = new LinkedHashSet<>(units);
        queried.addAll(
                failedUnits(systemctl.run(List.of("list-units", "--failed", "--plain", "--no-legend", "--full"))));
        if (!queried.isEmpty()) {
            List<String> showArguments = new ArrayList<>(List.of(
                    "show",
                    "--property=Id",
                    "--property=ActiveState",
                    "--property=Type",
                    "--property=NRestarts",
                    "--property=LoadState",
                    "--"));
            showArguments.addAll(queried);
            parse(systemctl.run(showArguments), families);
        }
        return Collected.of(families.toList());
    }

    static List<String> failedUnits(String listing) {
        return listing.lines()
                .map(line -> line.strip().split("\\s+", 2)[0])
                .filter(unit -> unit.matches("[A-Za-z0-9:_.\\\\@-]{1,255}\\.[a-z]+"))
                .limit(MAX_FAILED_UNITS)
                .toList();
    }

    /** Parses blocks of {@code Key=value}, one per unit, separated by empty lines. */
    static void parse(String output, Families families) {
        for (String block : output.split("\n\n", -1)) {
            Map<String, String> unit = new HashMap<>();
            block.lines()
                    .filter(line -> line.indexOf('=') > 0)
                    .forEach(line -> unit.put(
                            line.substring(0, line.indexOf('=')),
                            line.substring(line.indexOf('=') + 1).strip()));
            String name = unit.getOrDefault("Id", "");
            String activeState = unit.getOrDefault("ActiveState", "");
            if (!name.isEmpty()
                    && STATES.contains(activeState)
                    && !unit.getOrDefault("LoadState", "").equals("not-found")) {
                addUnit(name, activeState, unit, families);
            }
        }
    }

    private static void addUnit(String name, String activeState, Map<String, String> unit, Families families) {
        for (String state : STATES) {
            families.gauge(
                    "node_systemd_unit_state",
                    "Systemd unit",
                    Sample.labels("name", name, "state", state, "type", unit.getOrDefault("Type", "")),
                    state.equals(activeState) ? 1 : 0);
        }
        String restarts = unit.getOrDefault("NRestarts", "");
        if (restarts.matches("\\d{1,9}")) {
            families.add(
                    "node_systemd_service_restart_total",
                    Family.Type.COUNTER,
                    "Service unit count of Restart triggers",
                    Sample.labels("name", name),
                    Integer.parseInt(restarts));
        }
    }
}
