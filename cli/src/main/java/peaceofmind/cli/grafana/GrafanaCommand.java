// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.contract.alert.PrometheusRules;
import peaceofmind.foundation.http.UnencryptedConnection;
import peaceofmind.foundation.log.ErrorText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace grafana}. */
@Command(
        name = "grafana",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Sets up dashboards and alerts in Grafana and Prometheus.")
public final class GrafanaCommand {

    @Spec
    private CommandSpec spec;

    GrafanaCommand() {}

    @Command(
            name = "push",
            mixinStandardHelpOptions = true,
            description = {
                "Creates or updates dashboards, alert rules and, with --email, notifications in Grafana.",
                "Lists the changes first and asks; what is already as it should be is left alone.",
                "With --out, writes files for Grafana's provisioning instead."
            })
    int push(
            @Option(names = "--url", paramLabel = "URL", description = "The server, such as https://me.grafana.net.")
                    Optional<URI> url,
            @Option(
                            names = "--token-file",
                            paramLabel = "FILE",
                            description = "Token of a service account with the role Admin.")
                    Optional<Path> tokenFile,
            @Option(
                            names = "--email",
                            paramLabel = "ADDRESS",
                            description = "Who gets the alerts by mail; separate several by semicolons.")
                    Optional<String> email,
            @Option(
                            names = "--datasource",
                            paramLabel = "NAME",
                            description = "The Prometheus data source, if there are several.")
                    Optional<String> source,
            @Option(
                            names = "--dashboards",
                            paramLabel = "DIR",
                            description =
                                    "Folder with dashboards (*.json, also as exported from Grafana) to take instead"
                                            + " of those of this version.")
                    Optional<Path> dashboards,
            @Option(names = "--yes", description = "Change without asking.") boolean yes,
            @Option(
                            names = "--allow-insecure",
                            description =
                                    "Send the token without TLS to another machine, readable for anybody on the way.")
                    boolean allowInsecure,
            @Option(names = "--out", paramLabel = "DIR", description = "Write files below this folder instead.")
                    Optional<Path> out)
            throws CommandFailedException, IOException {
        List<DashboardFile> files =
                dashboards.isPresent() ? DashboardFiles.in(dashboards.get()) : DashboardFiles.builtIn();
        if (out.isPresent()) {
            GrafanaFiles.write(out.get(), files, source.orElse("prometheus"));
            spec.commandLine().getOut().println("Written below " + out.get() + ".");
            return 0;
        }
        if (url.isEmpty() || tokenFile.isEmpty()) {
            throw new CommandFailedException("--url and --token-file are needed (or --out, to write files).");
        }
        if (!allowInsecure
                && UnencryptedConnection.isPlainToAnotherMachine(url.get().toString())) {
            throw new CommandFailedException(
                    "--url would send the token without encryption to another machine: use https, or add"
                            + " --allow-insecure if nobody else can read on the way.");
        }
        try (GrafanaClient server = new GrafanaClient(url.get(), token(tokenFile.get()))) {
            return push(new GrafanaPush(server, files, email, source).changes(), yes);
        }
    }

    @Command(
            name = "rules",
            mixinStandardHelpOptions = true,
            description = {
                "Prints the alerts as a rule file for a Prometheus server of your own.",
                "packaging/prometheus has the same file. With --device, a device is expected even if the server has never"
                        + " had data from it."
            })
    int rules(
            @Option(names = "--device", paramLabel = "NAME", description = "An expected device; may be repeated.")
                    List<String> devices) {
        PrintWriter output = spec.commandLine().getOut();
        output.print(PrometheusRules.toYaml(AlertCatalogue.rules(), devices == null ? List.of() : devices));
        output.flush();
        return 0;
    }

    private int push(List<Change> changes, boolean yes) throws CommandFailedException {
        PrintWriter output = spec.commandLine().getOut();
        if (changes.isEmpty()) {
            output.println("Everything is up to date: nothing to change.");
            return 0;
        }
        output.println("To be done:");
        changes.forEach(change -> output.println("  - " + change.description()));
        output.flush();
        if (!yes && !Tty.confirm()) {
            output.println("Nothing was changed.");
            return 1;
        }
        for (Change change : changes) {
            change.action().run();
            output.println("Done: " + change.description());
        }
        return 0;
    }

    private static String token(Path file) throws CommandFailedException {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty() || token.chars().anyMatch(Character::isWhitespace)) {
                throw new CommandFailedException(file + " does not hold one token on one line.");
            }
            return token;
        } catch (IOException unreadable) {
            throw new CommandFailedException(
                    "The token can't be read from " + file + " (" + ErrorText.of(unreadable) + ").");
        }
    }
}
