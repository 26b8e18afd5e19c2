package peaceofmind.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace recorder}: sends requests to the recorder over its socket. */
@Command(
        name = "recorder",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Starts, stops or extends a recording, or shows its state.")
final class RecorderCommand {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    RecorderCommand() {}

    @Command(name = "start", mixinStandardHelpOptions = true, description = "Starts a recording.")
    int start(
            @Mixin TargetDevice device,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "MINUTES",
                            description = "Length of the recording (default: as configured, 10 minutes).")
                    Optional<Integer> minutes)
            throws ConfigException, ControlException {
        Json.ObjectBuilder request = Json.object().put("command", "start");
        minutes.ifPresent(length -> request.put("minutes", length));
        return printMessage(send(device, request.build()));
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Stops the recording; its video is finished and queued for upload.")
    int stop(@Mixin TargetDevice device) throws ConfigException, ControlException {
        return printMessage(send(device, Json.object().put("command", "stop").build()));
    }

    @Command(
            name = "extend",
            mixinStandardHelpOptions = true,
            description = {"Extends the recording.", "By 5 minutes, up to 20 in total, unless configured otherwise."})
    int extend(@Mixin TargetDevice device) throws ConfigException, ControlException {
        return printMessage(send(device, Json.object().put("command", "extend").build()));
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows the recorder's state.")
    int status(@Mixin TargetDevice device, @Option(names = "--json", description = "Print JSON instead of text.") boolean asJson)
            throws ConfigException, ControlException {
        JsonObject response = send(device, Json.object().put("command", "status").build());
        PrintWriter out = spec.commandLine().getOut();
        if (asJson) {
            out.println(response.toPrettyJson());
        } else {
            response.members()
                    .forEach((name, value) -> out.printf("%-22s %s%n", name.replace('_', ' '), HumanFormat.value(value)));
        }
        return 0;
    }

    private static JsonObject send(TargetDevice device, JsonObject request) throws ConfigException, ControlException {
        return new ControlClient("the recorder", device.recorder().socket()).send(request, REQUEST_TIMEOUT);
    }

    private int printMessage(JsonObject response) {
        spec.commandLine().getOut().println(response.text("message").orElseGet(response::toJson));
        return 0;
    }
}
