// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.setup.OutboundSettings.HttpReceiver;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace enroll}: a login of the device's own in exchange for a one-time code, and then what setup does with a login. */
@Command(
        name = "enroll",
        mixinStandardHelpOptions = true,
        description = {
            "Joins a fleet with a one-time code of its server.",
            "Name, customer and location come from the fleet's inventory. It can be repeated when the connection was"
                    + " lost."
        })
public final class EnrollCommand implements Callable<Integer> {

    private static final Pattern CODE_AND_SERVER =
            Pattern.compile("([A-Za-z0-9-]{1,40})@([A-Za-z0-9.-]{1,253}(?::\\d{1,5})?)");

    /** In the folder of secrets: the server's certificate. */
    static final String AUTHORITY = "fleet-ca.pem";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CODE@SERVER", description = "As peace fleet server code has printed it.")
    private String codeAndServer = "";

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "The server's certificate (PEM), if it is not from a public authority; it is copied.")
    private Optional<Path> caFile = Optional.empty();

    @Option(names = "--config", hidden = true, description = "Configuration to write, for tests.")
    private Path config = TargetDevice.INSTALLED_CONFIG;

    @Option(names = "--root", hidden = true, description = "Folder used instead of /, for tests: nothing is restarted.")
    private Optional<Path> root = Optional.empty();

    private final Function<Optional<Path>, Machine> machines;
    private final Clock clock;

    EnrollCommand() {
        this(folder -> folder.map(Machine::ofFolder).orElseGet(Machine::real), Clock.system());
    }

    /** @param machines the machine to set up, by the folder that stands for it, if one does */
    public EnrollCommand(Function<Optional<Path>, Machine> machines, Clock clock) {
        this.machines = machines;
        this.clock = clock;
    }

    /** Whether a text is CODE@SERVER. */
    static boolean isCodeAndServer(String text) {
        return CODE_AND_SERVER.matcher(text).matches();
    }

    @Override
    public Integer call() throws ConfigException, CommandFailedException, IOException, InterruptedException {
        Matcher matcher = CODE_AND_SERVER.matcher(codeAndServer);
        if (!matcher.matches()) {
            throw new CommandFailedException(
                    "\"" + PlainText.of(codeAndServer) + "\" is not CODE@SERVER, as peace fleet server code prints it");
        }
        String server = matcher.group(2);
        Path secrets = new SystemSettings(machines.apply(root)).secretsFolder();
        // Before the code is used: a configuration that cannot be read cannot be changed.
        Optional<String> replaced = currentReceiver(secrets);
        Files.createDirectories(secrets);
        PendingToken pending = PendingToken.of(secrets, codeAndServer);
        Optional<Path> trusted = copyAuthority(secrets);
        EnrolmentClient.EnrolledDevice device =
                new EnrolmentClient(server, trusted).enroll(matcher.group(1), pending.token());
        spec.commandLine().getOut().println("Enrolled as " + PlainText.of(device.name()) + " at " + server + ".");
        replaced.filter(url -> !url.equals(writeUrl(server)))
                .ifPresent(url ->
                        spec.commandLine().getOut().println("Metrics went to " + url + " before, and no longer do."));
        int exitCode = setup(device, server, pending.file(), trusted);
        if (exitCode != CommandLine.ExitCode.USAGE) {
            // It is in the configuration now.
            pending.remove();
        }
        return exitCode;
    }

    private static String writeUrl(String server) {
        return "https://" + server + "/api/v1/write";
    }

    /** The first receiver of metrics, which setup replaces. */
    private Optional<String> currentReceiver(Path secrets) throws ConfigException, IOException {
        if (!Files.exists(config)) {
            return Optional.empty();
        }
        String text = Files.readString(config);
        ConfigDocument.parse(config.toString(), text);
        return new OutboundConfig(ConfigTree.parse(text), secrets)
                .read()
                .metrics()
                .map(HttpReceiver::url);
    }

    private Optional<Path> copyAuthority(Path secrets) throws IOException {
        if (caFile.isEmpty()) {
            return Optional.empty();
        }
        Path copy = secrets.resolve(AUTHORITY);
        DurableFile.replace(copy, Files.readString(caFile.get()));
        return Optional.of(copy);
    }

    private int setup(EnrolmentClient.EnrolledDevice device, String server, Path token, Optional<Path> trusted) {
        List<String> arguments = new ArrayList<>(List.of(
                "--yes",
                "--config=" + config,
                "--name=" + device.name(),
                "--metrics-url=" + writeUrl(server),
                "--metrics-user=" + device.name(),
                "--metrics-password-file=" + token));
        root.ifPresent(folder -> arguments.add("--root=" + folder));
        trusted.ifPresent(file -> arguments.add("--metrics-ca-file=" + file));
        if (!device.customer().isEmpty()) {
            arguments.add("--customer=" + device.customer());
        }
        if (!device.location().isEmpty()) {
            arguments.add("--location=" + device.location());
        }
        CommandLine own = spec.commandLine();
        CommandLine setup = new CommandLine(new SetupCommand(machines, clock, new BufferedReader(Reader.nullReader())))
                .setOut(own.getOut())
                .setErr(own.getErr())
                .setExecutionExceptionHandler((failure, command, _) -> {
                    command.getErr().println("peace: " + failure.getMessage());
                    command.getErr()
                            .println("The server has accepted this device. Correct this, and repeat the same command.");
                    return CommandLine.ExitCode.USAGE;
                });
        return setup.execute(arguments.toArray(String[]::new));
    }
}
