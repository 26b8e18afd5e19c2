package peaceofmind.cli.incidents;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.logs.LogFiles;
import peaceofmind.cli.logs.LogLine;
import peaceofmind.cli.terminal.Columns;
import peaceofmind.cli.terminal.CommandFailedException;
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

/** {@code peace incidents}. */
@Command(
        name = "incidents",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        description = "Lists what happened to the device, newest last; show tells one whole.")
public final class IncidentsCommand implements Callable<Integer> {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);
    private static final int MAX_EVENTS = 1000;
    private static final int LABEL_WIDTH = 24;
    private static final int MAX_FILE_BYTES = 100_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT);

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean asJson;

    IncidentsCommand() {}

    @Override
    public Integer call() throws ConfigException, ControlException {
        PrintWriter out = spec.commandLine().getOut();
        List<Incident> incidents = load(device);
        if (asJson) {
            out.println(Json.object()
                    .put("incidents", incidents.stream().map(Incident::toJson).toList())
                    .build()
                    .toPrettyJson());
        } else if (incidents.isEmpty()) {
            out.println("No incidents since the start of the watchdog's journal.");
        }
        for (Incident incident : asJson ? List.<Incident>of() : incidents) {
            String length = incident.isReport()
                    ? ""
                    : " (" + incident.duration().map(HumanFormat::duration).orElse("goes on") + ")";
            String label = "%6d  %s".formatted(incident.id(), time(incident.startedAt()));
            Columns.wrap(label, LABEL_WIDTH, incident.service() + ": " + incident.summary() + length)
                    .forEach(out::println);
        }
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows what happened, what was done, and the evidence.")
    int show(
            @Mixin TargetDevice target,
            @Parameters(paramLabel = "ID", description = "Number of the incident, as listed by peace incidents.") long id,
            @Option(names = "--evidence", description = "Also print the content of every file of evidence.") boolean withContents)
            throws ConfigException, ControlException, CommandFailedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        Incident incident = load(target).stream()
                .filter(candidate -> candidate.id() == id)
                .findFirst()
                .orElseThrow(() ->
                        new CommandFailedException("there is no incident " + id + ": peace incidents lists them"));
        out.println(incident.service() + ": " + state(incident));
        for (JsonObject event : incident.events()) {
            Columns.wrap(
                            "  " + time(Incident.time(event)),
                            18,
                            event.text("reason").orElse(""))
                    .forEach(out::println);
        }
        List<Path> folders = EvidenceFiles.of(target.watchdog().stateFolder().resolve("evidence"), incident);
        out.println(folders.isEmpty() ? "No evidence of it is kept any more." : "Evidence:");
        for (Path folder : folders) {
            print(folder, withContents, out);
        }
        return 0;
    }

    private static String state(Incident incident) {
        return incident.isReport()
                ? "reported, nothing was done"
                : incident.duration()
                        .map(length -> "in trouble for " + HumanFormat.duration(length))
                        .orElse("in trouble, and it goes on");
    }

    private static void print(Path folder, boolean withContents, PrintWriter out) throws IOException {
        out.println("  " + folder);
        for (Path file : EvidenceFiles.files(folder)) {
            out.println("    " + file.getFileName() + ", " + HumanFormat.bytes(Files.size(file)));
            if (withContents) {
                for (LogLine line : LogFiles.tail(file, MAX_FILE_BYTES)) {
                    out.println("      " + line.text());
                }
            }
        }
    }

    private static String time(Instant at) {
        return TIME.format(at.atZone(ZoneId.systemDefault()));
    }

    private static List<Incident> load(TargetDevice device) throws ConfigException, ControlException {
        JsonObject response = new ControlClient("the watchdog", device.watchdog().socket())
                .send(
                        Json.object()
                                .put("command", "history")
                                .put("limit", MAX_EVENTS)
                                .build(),
                        REQUEST_TIMEOUT);
        List<JsonObject> events = new ArrayList<>();
        for (Json item : response.items("events")) {
            if (item instanceof JsonObject event) {
                events.add(event);
            }
        }
        return Incident.of(events);
    }
}
