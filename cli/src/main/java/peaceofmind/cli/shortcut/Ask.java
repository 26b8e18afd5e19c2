package peaceofmind.cli.shortcut;

import java.time.Duration;
import peaceofmind.cli.device.Device;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine.Model.CommandSpec;

/** Hands a request to the watchdog and prints its answer. */
final class Ask {

    private static final Duration LIMIT = Duration.ofSeconds(12);

    private Ask() {}

    static int watchdog(Device device, Json.ObjectBuilder request, CommandSpec spec)
            throws ConfigException, ControlException {
        JsonObject answer = new ControlClient("the watchdog", device.watchdog().socket()).send(request.build(), LIMIT);
        spec.commandLine().getOut().println(answer.text("message").orElseGet(answer::toJson));
        return 0;
    }
}
