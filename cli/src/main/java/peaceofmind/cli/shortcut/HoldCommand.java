// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.shortcut;

import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace hold}. */
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description = "Pauses the watchdog for maintenance; expires automatically.")
public final class HoldCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Parameters(
            arity = "0..1",
            paramLabel = "LENGTH",
            description = "Duration, such as 30min or 2h (default: 1h, at most 24h).")
    private Optional<String> length = Optional.empty();

    @Option(names = "--service", paramLabel = "NAME", description = "Only this service (default: all).")
    private Optional<String> service = Optional.empty();

    @Option(names = "--why", paramLabel = "TEXT", description = "Reason, for the record.")
    private Optional<String> reason = Optional.empty();

    HoldCommand() {}

    @Override
    public Integer call() throws ConfigException, ControlException {
        Json.ObjectBuilder request = Json.object().put("command", "hold");
        length.ifPresent(text -> request.put("length", text));
        service.ifPresent(name -> request.put("service", name));
        reason.ifPresent(text -> request.put("why", text));
        return WatchdogRequest.send(device, request, spec);
    }
}
