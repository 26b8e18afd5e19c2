package peaceofmind.cli.shortcut;

import java.time.Duration;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine.Model.CommandSpec;

/** Hands a request to the watchdog and prints its answer. */
final class WatchdogClient {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);

    private WatchdogClient() {}

    static int sendAndPrint(TargetDevice device, Json.ObjectBuilder request, CommandSpec spec)
            throws ConfigException, ControlException {
        JsonObject response = new ControlClient("the watchdog", device.watchdog().socket()).send(request.build(), REQUEST_TIMEOUT);
        spec.commandLine().getOut().println(response.text("message").orElseGet(response::toJson));
        return 0;
    }
}
