// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.TargetDevice;
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

/** {@code peace silence}: mutes notifications for a while. */
@Command(
        name = "silence",
        mixinStandardHelpOptions = true,
        description = "Mutes notifications for a while; expires automatically.")
final class SilenceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Parameters(
            arity = "0..1",
            paramLabel = "LENGTH",
            description = "Duration, such as 30min or 2h (default: 1h, at most 30d).")
    private Optional<String> length = Optional.empty();

    @Option(
            names = "--alert",
            paramLabel = "NAME",
            description = "Only this alert, such as HighTemperature (default: all).")
    private Optional<String> alert = Optional.empty();

    @Option(names = "--why", paramLabel = "TEXT", description = "Reason, for the record.")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--end", description = "End silences early.")
    private boolean cancel;

    SilenceCommand() {}

    @Override
    public Integer call() throws ConfigException, ControlException {
        Json.ObjectBuilder request = Json.object().put("command", cancel ? "unsilence" : "silence");
        length.ifPresent(text -> request.put("length", text));
        alert.ifPresent(name -> request.put("alert", name));
        reason.ifPresent(text -> request.put("why", text));
        JsonObject response = AlertCommand.send(device, request);
        spec.commandLine().getOut().println(response.text("message").orElseGet(response::toJson));
        return 0;
    }
}
