// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.shortcut;

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

/** {@code peace reboot}. */
@Command(
        name = "reboot",
        mixinStandardHelpOptions = true,
        description = {
            "Reboots the whole device, after finishing the recording.",
            "The device is back within two minutes."
        })
public final class RebootCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Option(names = "--yes", required = true, description = "Confirm the reboot of the whole device.")
    @SuppressWarnings("UnusedVariable") // only its presence matters
    private boolean yes;

    RebootCommand() {}

    @Override
    public Integer call() throws ConfigException, ControlException {
        return WatchdogRequest.send(device, Json.object().put("command", "reboot"), spec);
    }
}
