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
import peaceofmind.metrics.collect.Collector;
import peaceofmind.exporter.node.read.Families;
import peaceofmind.metrics.Family;
import peaceofmind.metrics.Family.Sample;
import peaceofmind.linux.Subprocess;

/**
 * State of the units that matter and of every failed one, as {@code systemctl} tells it. Costs three processes: ask rarely. Where
 * systemd does not run, there is nothing to tell.
 */
public final class SystemdCollector implements Collector {

    /** Runs systemctl with arguments; a test answers itself. */
    public interface Systemctl {
        String run(List<String> arguments) throws IOException, InterruptedException;
    }

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT = 64 * 1024;
    private static final int MAX_FAILED = 50;
    private static final List<String> STATES = List.of("activating", "active", "deactivating", "failed", "inactive");

    private final Path root;
    private final List<String> units;
    private final Systemctl systemctl;

    /** @param units names of the units that are always told, such as {@code recorder.service} */
    public SystemdCollector(Path root, List<String> units, Systemctl systemctl) {
        this.root = root;
        this.units = List.copyOf(units);
        this.systemctl = systemctl;
    }

    /** The real command, within limits. */
    public static String systemctl(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("systemctl"));
        command.addAll(arguments);
        return switch (Subprocess.run(command, LIMIT, MAX_OUTPUT)) {
            // is-system-running says its word with an exit code for each.
            case Subprocess.Exited ended when !ended.output().isBlank() || ended.succeeded() -> ended.output();
            case Subprocess.Exited ended ->
                throw new IOException("systemctl failed: " + ended.errorOutput().strip());
            case Subprocess.TimedOut late ->
                throw new IOException(
                        "systemctl did not end within " + late.timeout().toSeconds() + " s");
            case Subprocess.NotStarted not -> throw new IOException(not.reason());
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
        String running = systemctl.run(List.of("is-system-running")).strip();
        families.gauge(
                "node_systemd_system_running",
                "Whether the system is operational (see 'systemctl is-system-running')",
                running.equals("running") ? 1 : 0);
        Set<String> asked = new LinkedHashSet<>(units);
        asked.addAll(failed(systemctl.run(List.of("list-units", "--failed", "--plain", "--no-legend", "--full"))));
        if (!asked.isEmpty()) {
            List<String> show = new ArrayList<>(List.of(
                    "show",
                    "--property=Id",
                    "--property=ActiveState",
                    "--property=Type",
                    "--property=NRestarts",
                    "--property=LoadState",
                    "--"));
            show.addAll(asked);
            parse(systemctl.run(show), families);
        }
        return Collected.of(families.list());
    }

    static List<String> failed(String listing) {
        return listing.lines()
                .map(line -> line.strip().split("\\s+", 2)[0])
                .filter(unit -> unit.matches("[A-Za-z0-9:_.\\\\@-]{1,255}\\.[a-z]+"))
                .limit(MAX_FAILED)
                .toList();
    }

    /** Blocks of {@code Key=value}, one for each unit, with an empty line between them. */
    static void parse(String shown, Families families) {
        for (String block : shown.split("\n\n", -1)) {
            Map<String, String> unit = new HashMap<>();
            block.lines()
                    .filter(line -> line.indexOf('=') > 0)
                    .forEach(line -> unit.put(
                            line.substring(0, line.indexOf('=')),
                            line.substring(line.indexOf('=') + 1).strip()));
            String name = unit.getOrDefault("Id", "");
            String active = unit.getOrDefault("ActiveState", "");
            if (!name.isEmpty()
                    && STATES.contains(active)
                    && !unit.getOrDefault("LoadState", "").equals("not-found")) {
                unit(name, active, unit, families);
            }
        }
    }

    private static void unit(String name, String active, Map<String, String> unit, Families families) {
        for (String state : STATES) {
            families.gauge(
                    "node_systemd_unit_state",
                    "Systemd unit",
                    Sample.labels("name", name, "state", state, "type", unit.getOrDefault("Type", "")),
                    state.equals(active) ? 1 : 0);
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
