package peaceofmind.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import peaceofmind.cli.device.Device;
import peaceofmind.cli.terminal.Columns;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace alert}: asks the agent over its socket. */
@Command(
        name = "alert",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists what is wrong; sends a test.")
final class AlertCommand {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int HEAD_WIDTH = 10;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    @Spec
    private CommandSpec spec;

    AlertCommand() {}

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists what fires, what may soon, and what is over.")
    int list(@Mixin Device device, @Option(names = "--json", description = "As JSON, for programs.") boolean asJson)
            throws ConfigException, ControlException {
        JsonObject answer = ask(device, Json.object().put("command", "alerts").build());
        PrintWriter out = spec.commandLine().getOut();
        if (asJson) {
            out.println(answer.toPrettyJson());
            return 0;
        }
        if (answer.items("firing").isEmpty()) {
            out.println("Nothing fires.");
        }
        print(out, answer.items("firing"), "firing_since");
        print(out, answer.items("pending"), "since");
        print(out, answer.items("past").stream().limit(10).toList(), "firing_since");
        for (Json item : answer.items("silences")) {
            if (item instanceof JsonObject silence) {
                out.println("silent    " + silence.text("alert").orElse("") + " until "
                        + silence.text("until").orElse("") + ", by "
                        + silence.text("by").orElse(""));
            }
        }
        answer.items("problems").forEach(problem -> out.println("trouble   " + problem.toJson()));
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
                                        .map(why -> " (not told: " + why + ")")
                                        .orElse(""));
                Columns.wrap(alert.text("state").orElse(""), HEAD_WIDTH, text).forEach(out::println);
            }
        }
    }

    private static String time(String text) {
        return TIME.format(Instant.parse(text).atZone(ZoneId.systemDefault()));
    }

    @Command(
            name = "test",
            mixinStandardHelpOptions = true,
            description = "Sends a real message to everyone who is told.")
    int test(@Mixin Device device) throws ConfigException, ControlException {
        JsonObject answer =
                ask(device, Json.object().put("command", "alert_test").build());
        spec.commandLine().getOut().println(answer.text("message").orElseGet(answer::toJson));
        return 0;
    }

    static JsonObject ask(Device device, JsonObject request) throws ConfigException, ControlException {
        return new ControlClient("the agent", device.agent().socket()).send(request, LIMIT);
    }
}
