// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import peaceofmind.cli.fleet.inventory.FleetInventory;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace fleet report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Reports how the devices did: availability, restarts, time to recover, reboots, versions, and who differs from its group.",
            "From plain PromQL, so any server with Prometheus' HTTP API will do."
        })
final class FleetReportCommand implements Callable<Integer> {

    private static final int MAX_DAYS = 90;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FleetSelection selection;

    @Option(
            names = "--days",
            paramLabel = "COUNT",
            defaultValue = "7",
            description = "How far back, at most 90 (default: ${DEFAULT-VALUE}).")
    private int days;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean asJson;

    FleetReportCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandFailedException, IOException {
        if (days < 1 || days > MAX_DAYS) {
            throw new CommandFailedException("--days must be 1 to " + MAX_DAYS);
        }
        FleetInventory inventory = selection.readInventory();
        if (inventory.devices().stream().noneMatch(selection::selects)) {
            throw selection.empty();
        }
        try (PrometheusApi api = new PrometheusApi(inventory.prometheus())) {
            FleetReport report = new FleetReportReader(inventory, selection::selects, Duration.ofDays(days), api::query)
                    .read(Clock.system().now());
            PrintWriter out = spec.commandLine().getOut();
            if (asJson) {
                out.println(report.toJson().toPrettyJson());
            } else {
                FleetReportText.lines(report).forEach(out::println);
            }
        }
        return 0;
    }
}
