package peaceofmind.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.terminal.Columns;
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

/** {@code peace watchdog}: sends requests to the watchdog over its socket. */
@Command(
        name = "watchdog",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows the watchdog's state and history, or controls services.")
final class WatchdogCommand {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);
    private static final int LABEL_WIDTH = 21;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @Spec
    private CommandSpec spec;

    WatchdogCommand() {}

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows the state of each watched service.")
    int status(@Mixin TargetDevice device, @Option(names = "--json", description = "Print JSON instead of text.") boolean asJson)
            throws ConfigException, ControlException {
        JsonObject response = send(device, Json.object().put("command", "status").build());
        if (asJson) {
            out().println(response.toPrettyJson());
            return 0;
        }
        JsonObject reboots =
                response.object("reboots").orElseGet(() -> Json.object().build());
        out().println("reboots left today: " + reboots.integer("left_today").orElse(0L)
                + reboots.text("not_now_because")
                        .map(reason -> " (not now: " + reason + ")")
                        .orElse(""));
        for (Json item : response.items("services")) {
            if (item instanceof JsonObject service) {
                out().println();
                service.members().forEach((name, value) -> {
                    if (!name.equals("heartbeat")) {
                        out().printf("%-20s %s%n", name.replace('_', ' '), HumanFormat.value(value));
                    }
                });
            }
        }
        for (Json item : response.items("holds")) {
            out().println();
            out().println("held: " + HumanFormat.value(item));
        }
        return 0;
    }

    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description = "Lists its actions and their reasons, newest last.")
    int history(
            @Mixin TargetDevice device,
            @Option(
                            names = {"-n", "--last"},
                            paramLabel = "N",
                            defaultValue = "30",
                            description = "Number of events (default: 30).")
                    int last,
            @Option(names = "--json", description = "Print JSON, one event per line.") boolean asJson)
            throws ConfigException, ControlException {
        JsonObject request =
                Json.object().put("command", "history").put("limit", last).build();
        for (Json item : send(device, request).items("events")) {
            if (asJson) {
                out().println(item.toJson());
            } else if (item instanceof JsonObject event) {
                String service = event.text("service").map(name -> name + ": ").orElse("");
                String reason = event.text("reason").orElse("");
                Columns.wrap(time(event), LABEL_WIDTH, service + reason).forEach(out()::println);
            }
        }
        return 0;
    }

    private static String time(JsonObject event) {
        return event.text("time")
                .map(Instant::parse)
                .map(at -> TIME.format(at.atZone(ZoneId.systemDefault())))
                .orElse("");
    }

    @Command(
            name = "hold",
            mixinStandardHelpOptions = true,
            description = "Leaves services alone for maintenance; expires automatically.")
    int hold(
            @Mixin TargetDevice device,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "LENGTH",
                            description = "Duration, such as 30min or 2h (default: 1h, at most 24h).")
                    Optional<String> length,
            @Option(names = "--service", paramLabel = "NAME", description = "Only this service (default: all).")
                    Optional<String> service,
            @Option(names = "--why", paramLabel = "TEXT", description = "Reason, for the record.")
                    Optional<String> reason)
            throws ConfigException, ControlException {
        Json.ObjectBuilder request = Json.object().put("command", "hold");
        length.ifPresent(text -> request.put("length", text));
        service.ifPresent(name -> request.put("service", name));
        reason.ifPresent(text -> request.put("why", text));
        return sendAndPrint(device, request);
    }

    @Command(name = "release", mixinStandardHelpOptions = true, description = "Ends holds before they expire.")
    int release(
            @Mixin TargetDevice device,
            @Option(names = "--service", paramLabel = "NAME", description = "Only holds of this service (default: all).")
                    Optional<String> service)
            throws ConfigException, ControlException {
        Json.ObjectBuilder request = Json.object().put("command", "release");
        service.ifPresent(name -> request.put("service", name));
        return sendAndPrint(device, request);
    }

    @Command(
            name = "restart",
            mixinStandardHelpOptions = true,
            description = "Restarts a service; not counted as a failure.")
    int restart(@Mixin TargetDevice device, @Mixin ServiceName service) throws ConfigException, ControlException {
        return sendAndPrint(device, service.request("restart"));
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Stops a service until it is started again or the device boots.")
    int stop(@Mixin TargetDevice device, @Mixin ServiceName service) throws ConfigException, ControlException {
        return sendAndPrint(device, service.request("stop"));
    }

    @Command(name = "start", mixinStandardHelpOptions = true, description = "Starts a service that was stopped.")
    int start(@Mixin TargetDevice device, @Mixin ServiceName service) throws ConfigException, ControlException {
        return sendAndPrint(device, service.request("start"));
    }

    @Command(name = "reboot", mixinStandardHelpOptions = true, description = "Reboots the device.")
    int reboot(
            @Mixin TargetDevice device,
            @Option(names = "--yes", required = true, description = "Confirm the reboot of the whole device.") boolean yes)
            throws ConfigException, ControlException {
        return sendAndPrint(device, Json.object().put("command", "reboot"));
    }

    /** The service to act on. */
    static final class ServiceName {

        @Parameters(
                arity = "0..1",
                paramLabel = "SERVICE",
                defaultValue = "recorder",
                description = "Name of the service (default: recorder).")
        private String name = "recorder";

        ServiceName() {}

        Json.ObjectBuilder request(String command) {
            return Json.object().put("command", command).put("service", name);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private int sendAndPrint(TargetDevice device, Json.ObjectBuilder request) throws ConfigException, ControlException {
        JsonObject response = send(device, request.build());
        out().println(response.text("message").orElseGet(response::toJson));
        return 0;
    }

    private static JsonObject send(TargetDevice device, JsonObject request) throws ConfigException, ControlException {
        return new ControlClient("the watchdog", device.watchdog().socket()).send(request, REQUEST_TIMEOUT);
    }
}
