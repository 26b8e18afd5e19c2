// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.fleet.inventory.InventoryDevice;
import peaceofmind.cli.fleet.inventory.InventoryFile;
import peaceofmind.cli.fleet.inventory.ServerConfig;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code peace fleet server}. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Sets up the server that devices ship to, and their logins.",
            "Run it on that server. The inventory describes both: docs/fleet-server.md."
        })
public final class FleetServerCommand implements Runnable {

    /** Of a code: who finds a card that was lost must not join a year later. */
    private static final int MAX_HOURS = 720;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--inventory",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Inventory (default: fleet.yaml here, otherwise /etc/peace/fleet.yaml).")
    private Optional<Path> file = Optional.empty();

    private final Machine machine;
    private final ServerLayout layout;
    private final Clock clock;

    FleetServerCommand() {
        this(Machine.real(), ServerLayout.MACHINE, Clock.system());
    }

    FleetServerCommand(Machine machine, ServerLayout layout, Clock clock) {
        this.machine = machine;
        this.layout = layout;
        this.clock = clock;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "setup",
            mixinStandardHelpOptions = true,
            description = {
                "Makes this Debian machine the server: Prometheus, Alertmanager, nginx, logins, backup.",
                "Run it again after a change of the inventory. With --out, writes all files below a folder and touches"
                        + " nothing else."
            })
    int setup(
            @Option(names = "--out", paramLabel = "DIR", description = "Write the files below this folder instead.")
                    Optional<Path> out,
            @Option(
                            names = "--compose",
                            description =
                                    "Write the files for containers, and a compose file; install and start nothing.")
                    boolean compose)
            throws ConfigException, CommandFailedException, IOException, InterruptedException {
        Path inventoryFile = InventoryFile.find(file);
        FleetInventory inventory = FleetInventory.read(inventoryFile);
        ServerConfig server = server(inventory);
        ServerFiles.Secrets secrets =
                new ServerFiles.Secrets(secret(server.smtpPasswordFile()), secret(server.pingUrlFile()));
        ServerFiles generated = new ServerFiles(inventory, server, layout, secrets);
        List<ServerFile> files = new ArrayList<>(compose ? generated.forContainers(secrets) : generated.all(secrets));
        // For the units, which read it there.
        files.add(ServerFile.readable(layout.root() + InventoryFile.SYSTEM, Files.readString(inventoryFile)));
        PrintWriter output = spec.commandLine().getOut();
        if (out.isPresent() || compose) {
            Path folder = out.orElseGet(machine::root);
            prepareFolders(compose, folder);
            ServerSetup.write(folder, files);
            files.forEach(one -> output.println(folder.resolve(one.path().substring(1))));
            if (compose) {
                output.println("Put the certificate into " + server.certificate() + " and its key into " + server.key()
                        + "; then: docker compose -f " + layout.etc() + "/compose.yaml up -d");
                output.println("Codes: docker compose -f " + layout.etc()
                        + "/compose.yaml exec enrolment peace fleet server code DEVICE");
            }
        } else {
            new ServerSetup(machine, output::println).run(files, server.host(), server.certificate(), server.key());
            output.println("Devices join with a code: sudo peace fleet server code DEVICE");
        }
        new ServerWarnings(machine, clock).of(server, layout.data()).forEach(output::println);
        if (secrets.pingUrl().isEmpty()) {
            output.println(
                    "NOT set up: a ping of the server (fleet.server.ping_url_file). If it dies, nothing reports it.");
        }
        output.println("NOT set up: Loki and Grafana, which Debian does not have: docs/fleet-server.md");
        return 0;
    }

    @Command(
            name = "code",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a one-time code for a device, valid for an hour or as many as you say.",
                "An earlier code of the device becomes invalid; its login works until the new one replaces it."
            })
    int code(
            @Parameters(paramLabel = "DEVICE", description = "Name of the device, as in the inventory.") String name,
            @Option(
                            names = "--hours",
                            paramLabel = "N",
                            defaultValue = "1",
                            description =
                                    "How long it is valid, 1 to 720 (default: 1). For a card that is sent by post.")
                    int hours)
            throws ConfigException, CommandFailedException, IOException {
        FleetInventory inventory = FleetInventory.read(InventoryFile.find(file));
        InventoryDevice device = inventory
                .device(name)
                .orElseThrow(() -> new CommandFailedException(
                        "the inventory does not list \"" + name + "\": add it there first, and run setup again"));
        Optional<String> problem = EnrolmentStore.nameProblem(name);
        if (problem.isPresent()) {
            throw new CommandFailedException(problem.get());
        }
        if (hours < 1 || hours > MAX_HOURS) {
            throw new CommandFailedException("--hours must be 1 to " + MAX_HOURS);
        }
        EnrolmentCode code = store().issue(device, Duration.ofHours(hours));
        spec.commandLine().getOut().println("On the device, within " + (hours == 1 ? "an hour:" : hours + " hours:"));
        spec.commandLine()
                .getOut()
                .println("  sudo peace enroll " + code.text() + "@"
                        + server(inventory).host());
        return 0;
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Takes the login of a device away, at once; also its codes.")
    int revoke(@Parameters(paramLabel = "DEVICE", description = "Name of the device.") String name)
            throws CommandFailedException, IOException {
        boolean had = store().revoke(name);
        spec.commandLine()
                .getOut()
                .println(
                        had
                                ? name + " is refused from now on. It can join again with a new code."
                                : name + " has no login; codes of it, if any, are invalid from now on.");
        return had ? 0 : 1;
    }

    @Command(
            name = "enrolment",
            mixinStandardHelpOptions = true,
            description = {
                "Serves codes and checks logins, until it is stopped: for the unit peace-fleet-enrolment.",
                "Listens on the loopback only, behind nginx."
            })
    int enrolment() throws ConfigException, CommandFailedException, IOException, InterruptedException {
        ServerConfig server = server(FleetInventory.read(InventoryFile.find(file)));
        Log log = Log.toConsole(clock, Optional.empty());
        ServerMetrics metrics = new ServerMetrics(clock, server.certificate(), Path.of(layout.data()));
        try (EnrolmentEndpoint endpoint = new EnrolmentEndpoint(layout.enrolmentPort(), store(), metrics, log)) {
            log.info("listening on 127.0.0.1:" + endpoint.port());
            // Until the process is stopped.
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /** Those that systemd-tmpfiles makes on a Debian machine; Docker would make them, but not what is in them. */
    private void prepareFolders(boolean compose, Path folder) throws IOException {
        if (compose) {
            Path state = folder.resolve(layout.state().substring(1));
            Files.createDirectories(state.resolve("codes"));
            Files.createDirectories(folder.resolve(layout.data().substring(1)));
            if (!Files.exists(state.resolve("logins"))) {
                DurableFile.replace(state.resolve("logins"), "", "rw-r-----");
            }
            Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private EnrolmentStore store() throws CommandFailedException {
        if (!Files.isDirectory(layout.stateFolder().resolve("codes"))) {
            throw new CommandFailedException(
                    layout.state() + " is missing: run this on the server, after sudo peace fleet server setup");
        }
        return new EnrolmentStore(layout.stateFolder(), clock);
    }

    private static ServerConfig server(FleetInventory inventory) throws CommandFailedException {
        return inventory
                .server()
                .orElseThrow(() -> new CommandFailedException(
                        "the inventory has no section fleet.server, which describes the server: docs/fleet-server.md"));
    }

    private static Optional<String> secret(Optional<Path> file) throws CommandFailedException {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(file.get()).strip();
            if (text.isEmpty() || text.lines().count() > 1) {
                throw new CommandFailedException(file.get() + " must have one line");
            }
            return Optional.of(text);
        } catch (IOException unreadable) {
            throw new CommandFailedException("cannot read " + file.get() + " (" + ErrorText.of(unreadable) + ")");
        }
    }
}
