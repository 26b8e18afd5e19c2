// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.device;

import java.util.List;
import java.util.Optional;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.watchdog.config.ServiceConfig;
import picocli.CommandLine.Parameters;

/** The watched service that a command acts on; it needs no name where only one is watched. */
public final class ServiceArgument {

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVICE",
            description = "Name of the service (default: the only one that is watched).")
    private Optional<String> name = Optional.empty();

    /**
     * The name as typed, or of the only service.
     *
     * @throws CommandFailedException if several are watched and none was named
     */
    public String in(TargetDevice device) throws ConfigException, CommandFailedException {
        List<String> names =
                device.watchdog().services().stream().map(ServiceConfig::name).toList();
        if (name.isEmpty() && names.size() > 1) {
            throw new CommandFailedException("several services are watched, so name one: " + String.join(", ", names));
        }
        return name.orElseGet(names::getFirst);
    }
}
