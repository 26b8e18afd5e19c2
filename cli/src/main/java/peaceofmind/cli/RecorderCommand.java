// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.foundation.config.ConfigException;
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

    /** The start of a recording is confirmed by its first picture, after 9 s at most. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);

    private static final String CAMERA = "Only this one of several cameras, by its name in recorder.cameras.";

    @Spec
    private CommandSpec spec;

    RecorderCommand() {}

    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            description = {"Starts a recording.", "Waits for its first picture, or says within 10 s why there is none."
            })
    int start(
            @Mixin TargetDevice device,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "MINUTES",
                            description = "Length of the recording (default: as configured, 10 minutes).")
                    Optional<Integer> minutes,
            @Option(names = "--camera", paramLabel = "NAME", description = CAMERA) Optional<String> camera)
            throws ConfigException, ControlException {
        Json.ObjectBuilder request = to(camera, "start");
        minutes.ifPresent(length -> request.put("minutes", length));
        return request(device, request);
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Stops the recording; its video is finished and queued for upload.")
    int stop(
            @Mixin TargetDevice device,
            @Option(names = "--camera", paramLabel = "NAME", description = CAMERA) Optional<String> camera)
            throws ConfigException, ControlException {
        return request(device, to(camera, "stop"));
    }

    @Command(
            name = "extend",
            mixinStandardHelpOptions = true,
            description = {"Extends the recording.", "By 5 minutes, up to 20 in total, unless configured otherwise."})
    int extend(
            @Mixin TargetDevice device,
            @Option(names = "--camera", paramLabel = "NAME", description = CAMERA) Optional<String> camera)
            throws ConfigException, ControlException {
        return request(device, to(camera, "extend"));
    }

    private static Json.ObjectBuilder to(Optional<String> camera, String command) {
        Json.ObjectBuilder request = Json.object().put("command", command);
        camera.ifPresent(name -> request.put("camera", name));
        return request;
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows the recorder's state.")
    int status(
            @Mixin TargetDevice device,
            @Option(names = "--json", description = "Print JSON instead of text.") boolean asJson)
            throws ConfigException, ControlException {
        JsonObject response = client(device).status().json();
        PrintWriter out = spec.commandLine().getOut();
        if (asJson) {
            out.println(response.toPrettyJson());
        } else {
            response.members()
                    .forEach((name, value) ->
                            out.printf("%-22s %s%n", name.replace('_', ' '), HumanFormat.value(value)));
        }
        return 0;
    }

    @Command(
            name = "login",
            mixinStandardHelpOptions = true,
            description = {
                "Logs in to a target of uploads, such as YouTube.",
                "Prints an address to open in any browser, and a code to enter there; waits until that is done."
            })
    int login(
            @Mixin TargetDevice device,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "TARGET",
                            description = "Its name in recorder.upload.targets (default: the only one).")
                    Optional<String> target,
            @Option(
                            names = "--browser",
                            description = "For an OAuth client of the type \"Desktop app\": the browser runs on this"
                                    + " machine.")
                    boolean browser)
            throws ConfigException, ControlException, InterruptedException {
        return new Login(client(device), spec.commandLine().getOut()).run(target, browser);
    }

    private static RecorderClient client(TargetDevice device) throws ConfigException {
        return device.recorderClient(REQUEST_TIMEOUT);
    }

    private int request(TargetDevice device, Json.ObjectBuilder request) throws ConfigException, ControlException {
        spec.commandLine().getOut().println(client(device).request(request));
        return 0;
    }
}
