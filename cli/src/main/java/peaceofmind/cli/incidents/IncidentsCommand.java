// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.incidents;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
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
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.incident.EvidenceName;
import peaceofmind.contract.incident.Incident;
import peaceofmind.contract.incident.IncidentTimeline;
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

/** {@code peace incidents}. */
@Command(
        name = "incidents",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        description = "Lists what went wrong on the device, newest last; show prints one whole.")
public final class IncidentsCommand implements Callable<Integer> {

    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);
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
        List<Incident> incidents = query(device);
        if (asJson) {
            out.println(Json.object()
                    .put(
                            "incidents",
                            incidents.stream().map(IncidentsCommand::json).toList())
                    .build()
                    .toPrettyJson());
        } else if (incidents.isEmpty()) {
            out.println("No incidents since the start of the watchdog's journal.");
        }
        for (Incident incident : asJson ? List.<Incident>of() : incidents) {
            String label = "%6d  %s".formatted(incident.id(), time(incident.start()));
            Columns.wrap(label, LABEL_WIDTH, incident.subject() + ": " + incident.title() + length(incident))
                    .forEach(out::println);
            Columns.wrap("", LABEL_WIDTH, incident.reason()).forEach(out::println);
        }
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows what happened, what was done, and the evidence.")
    int show(
            @Mixin TargetDevice target,
            @Parameters(paramLabel = "ID", description = "Number of the incident, as listed by peace incidents.")
                    long id,
            @Option(names = "--evidence", description = "Also print the content of every file of evidence.")
                    boolean withContents)
            throws ConfigException, ControlException, CommandFailedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        Incident incident = query(target).stream()
                .filter(candidate -> candidate.id() == id)
                .findFirst()
                .orElseThrow(() ->
                        new CommandFailedException("there is no incident " + id + ": peace incidents lists them"));
        out.println(incident.subject() + ": " + incident.title() + length(incident));
        for (Event event : incident.events()) {
            Columns.wrap("  " + time(event.time()), 18, event.reason()).forEach(out::println);
        }
        Path evidence = target.watchdog().stateFolder().resolve(EvidenceName.FOLDER);
        List<Path> folders = evidence(evidence, incident);
        out.println(folders.isEmpty() ? "No evidence of it is saved any more." : "Evidence:");
        for (Path folder : folders) {
            print(folder, withContents, out);
        }
        return 0;
    }

    private static String length(Incident incident) {
        if (incident.isMoment()) {
            return "";
        }
        return " (" + incident.length().map(HumanFormat::duration).orElse("ongoing") + ")";
    }

    /** With the members of earlier versions. */
    private static JsonObject json(Incident incident) {
        Json.ObjectBuilder json = Json.object();
        incident.toJson().members().forEach(json::put);
        return json.put("began", incident.start().toString())
                .put("ended", incident.end().map(Instant::toString))
                .build();
    }

    private static List<Path> evidence(Path folder, Incident incident) throws IOException {
        return files(folder).stream()
                .filter(path -> EvidenceName.parse(path.getFileName().toString())
                        .filter(incident::covers)
                        .isPresent())
                .toList();
    }

    /** By name; empty when there is no such folder. */
    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                entries.forEach(files::add);
            }
        }
        files.sort(null);
        return files;
    }

    private static void print(Path folder, boolean withContents, PrintWriter out) throws IOException {
        out.println("  " + folder);
        for (Path file : files(folder)) {
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

    private static List<Incident> query(TargetDevice device) throws ConfigException, ControlException {
        WatchdogClient watchdog = new WatchdogClient(device.watchdog().socket(), REQUEST_TIMEOUT);
        return IncidentTimeline.of(watchdog.events(WatchdogClient.MAX_EVENTS));
    }
}
