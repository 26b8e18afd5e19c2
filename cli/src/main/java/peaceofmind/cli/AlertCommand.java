// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.terminal.Columns;
import peaceofmind.cli.terminal.HumanFormat;
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

/** {@code peace alert}: sends requests to the agent over its socket. */
@Command(
        name = "alert",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists alerts, or sends a test notification.")
final class AlertCommand {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final int LABEL_WIDTH = 10;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Spec
    private CommandSpec spec;

    AlertCommand() {}

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists firing, pending and resolved alerts.")
    int list(
            @Mixin TargetDevice device,
            @Option(names = "--json", description = "Print JSON instead of text.") boolean asJson)
            throws ConfigException, ControlException {
        JsonObject response = send(device, Json.object().put("command", "alerts"));
        PrintWriter out = spec.commandLine().getOut();
        if (asJson) {
            out.println(response.toPrettyJson());
            return 0;
        }
        if (response.items("firing").isEmpty()) {
            out.println("No alerts are firing.");
        }
        print(out, response.items("firing"), "firing_since");
        print(out, response.items("pending"), "since");
        print(out, response.items("past").stream().limit(10).toList(), "firing_since");
        for (Json item : response.items("silences")) {
            if (item instanceof JsonObject silence) {
                out.println("silenced  " + silence.text("alert").orElse("") + " until "
                        + silence.text("until").map(AlertCommand::time).orElse("?") + ", by "
                        + silence.text("by").orElse(""));
            }
        }
        response.items("problems").forEach(problem -> out.println("problem   " + HumanFormat.value(problem)));
        return 0;
    }

    private static void print(PrintWriter out, List<Json> alerts, String since) {
        for (Json item : alerts) {
            if (item instanceof JsonObject alert) {
                String text = "%-8s %s since %s: %s%s"
                        .formatted(
                                alert.text("severity").orElse(""),
                                alert.text("name").orElse(""),
                                alert.text(since).map(AlertCommand::time).orElse("?"),
                                alert.text("summary").orElse(""),
                                alert.text("muted")
                                        .map(reason -> " (muted: " + reason + ")")
                                        .orElse(""));
                Columns.wrap(alert.text("state").orElse(""), LABEL_WIDTH, text).forEach(out::println);
            }
        }
    }

    private static String time(String text) {
        return TIME.format(Instant.parse(text).atZone(ZoneId.systemDefault()));
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Sends a test notification to every receiver.")
    int test(@Mixin TargetDevice device) throws ConfigException, ControlException {
        JsonObject response = send(device, Json.object().put("command", "alert_test"));
        spec.commandLine().getOut().println(response.text("message").orElseGet(response::toJson));
        return 0;
    }

    static JsonObject send(TargetDevice device, Json.ObjectBuilder request) throws ConfigException, ControlException {
        return new AgentClient(device.agent().socket(), REQUEST_TIMEOUT).send(request);
    }
}
