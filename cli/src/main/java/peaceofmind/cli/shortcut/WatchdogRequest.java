// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.shortcut;

import java.time.Duration;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import picocli.CommandLine.Model.CommandSpec;

/** Sends a request to the watchdog and prints its answer. */
final class WatchdogRequest {

    private static final Duration LIMIT = Duration.ofSeconds(12);

    private WatchdogRequest() {}

    static int send(TargetDevice device, Json.ObjectBuilder request, CommandSpec spec)
            throws ConfigException, ControlException {
        String message = new WatchdogClient(device.watchdog().socket(), LIMIT).request(request);
        spec.commandLine().getOut().println(message);
        return 0;
    }
}
