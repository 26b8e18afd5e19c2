// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace fleet serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves the status of all devices as a page for a phone, until it is stopped.",
            "On the loopback only, without a login: put a proxy with a login in front of it, such as Tailscale's serve."
        })
final class FleetServeCommand implements Callable<Integer> {

    private static final int MAX_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Mixin
    private InventoryOption option;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9103",
            description = "Port; 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    FleetServeCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandFailedException, IOException, InterruptedException {
        if (port < 0 || port > MAX_PORT) {
            throw new CommandFailedException("--port must be 0 to " + MAX_PORT);
        }
        FleetInventory inventory = option.read();
        Clock clock = Clock.system();
        Optional<MaintenanceSilences> silences =
                inventory.alertmanager().map(url -> new MaintenanceSilences(url, clock));
        List<Path> journals = List.of(FleetRollout.usualJournal("update"), FleetRollout.usualJournal("run"));
        try (PrometheusApi api = new PrometheusApi(inventory.prometheus());
                FleetPageServer server = start(
                        () -> new FleetReader(inventory, clock.now(), api::query).read(),
                        () -> FleetActivity.read(journals, silences, clock.now()),
                        silences,
                        clock)) {
            spec.commandLine().getOut().println(server.url() + " shows the fleet. Ctrl-C stops it.");
            new CountDownLatch(1).await();
        } finally {
            silences.ifPresent(MaintenanceSilences::close);
        }
        return 0;
    }

    private FleetPageServer start(
            FleetPageServer.Source source,
            Supplier<FleetActivity> activity,
            Optional<MaintenanceSilences> silences,
            Clock clock)
            throws IOException, CommandFailedException {
        try {
            return new FleetPageServer(port, source, activity, silences, clock);
        } catch (IOException unavailable) {
            throw new CommandFailedException("port " + port + " cannot be opened (" + ErrorText.of(unavailable)
                    + "): choose another one with --port");
        }
    }
}
