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
import picocli.CommandLine.Spec;

/** {@code peace release}. */
@Command(name = "release", mixinStandardHelpOptions = true, description = "Ends holds before they expire.")
public final class ReleaseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Option(names = "--service", paramLabel = "NAME", description = "Only holds of this service (default: all).")
    private Optional<String> service = Optional.empty();

    ReleaseCommand() {}

    @Override
    public Integer call() throws ConfigException, ControlException {
        Json.ObjectBuilder request = Json.object().put("command", "release");
        service.ifPresent(name -> request.put("service", name));
        return WatchdogRequest.send(device, request, spec);
    }
}
