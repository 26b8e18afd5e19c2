// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Reports a month: availability, incidents, boots, videos, disk.",
            "From the watchdog's journal and the history; what they do not cover is named. The month before is also sent on the first of each"
                    + " month (alerts.monthly_report)."
        })
public final class ReportCommand implements Callable<Integer> {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Option(names = "--month", paramLabel = "YYYY-MM", description = "Month to report (default: this one, until now).")
    private Optional<String> month = Optional.empty();

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean asJson;

    ReportCommand() {}

    @Override
    public Integer call() throws ConfigException, ControlException {
        Json.ObjectBuilder request = Json.object().put("command", "report").put("month", month);
        JsonObject response = new AgentClient(device.agent().socket(), REQUEST_TIMEOUT).send(request);
        PrintWriter out = spec.commandLine().getOut();
        if (asJson) {
            out.println(response.object("report").orElse(response).toPrettyJson());
        } else {
            out.print(response.text("text").orElseGet(response::toJson));
            out.flush();
        }
        return 0;
    }
}
