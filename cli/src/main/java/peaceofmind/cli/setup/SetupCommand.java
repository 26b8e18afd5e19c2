package peaceofmind.cli.setup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.Device;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.file.DurableFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace setup}. */
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description =
                "Asks a few questions and writes the configuration; can be run again. With --yes it asks nothing and takes"
                        + " the options, and what is configured for the rest.")
public final class SetupCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--name", paramLabel = "NAME", description = "How the device is called.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--customer", paramLabel = "NAME", description = "Whose it is.")
    private Optional<String> customer = Optional.empty();

    @Option(names = "--location", paramLabel = "PLACE", description = "Where it stands.")
    private Optional<String> location = Optional.empty();

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description = "What our recorder records: v4l2:/dev/video0, rtsp://host/path, or test.")
    private Optional<String> source = Optional.empty();

    @Option(names = "--unit", paramLabel = "UNIT", description = "The systemd unit that is watched.")
    private Optional<String> unit = Optional.empty();

    @Option(names = "--heartbeat", paramLabel = "FILE", description = "Its heartbeat file.")
    private Optional<Path> heartbeat = Optional.empty();

    @Option(names = "--heartbeat-owner", paramLabel = "USER", description = "The user that must own the heartbeat.")
    private Optional<String> heartbeatOwner = Optional.empty();

    @Option(names = "--database", paramLabel = "FILE", description = "Its video database.")
    private Optional<Path> database = Optional.empty();

    @Option(
            names = "--hardware-watchdog",
            paramLabel = "on|off",
            description = "Whether the hardware resets the device when systemd hangs (default: on).")
    private Optional<String> hardwareWatchdog = Optional.empty();

    @Option(names = "--yes", description = "Ask nothing.")
    private boolean yes;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration to write.")
    private Path config = Device.INSTALLED_CONFIG;

    @Option(names = "--root", hidden = true, description = "A folder that stands for /: nothing is restarted.")
    private Optional<Path> root = Optional.empty();

    SetupCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandFailedException, InterruptedException {
        SystemSettings system = new SystemSettings(root.orElse(Path.of("/")));
        try {
            String before = Files.exists(config) ? Files.readString(config) : "";
            Device.All configured = Device.readAll(ConfigDocument.parse(config.toString(), before));
            ConfigTree tree = ConfigTree.parse(before);
            Answers answers =
                    flags(Answers.of(configured, tree.source("v4l2:/dev/video0"), system.hardwareWatchdogIsOn()));
            if (!yes) {
                answers = new Interview(
                                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), out())
                        .ask(answers);
            }
            tree.apply(answers);
            write(before, tree.toYaml());
            system.apply(answers).forEach(this::tell);
            if (root.isEmpty()) {
                system.restart(answers).forEach(this::tell);
            }
            out().println("Set up. Look at it: peace status");
            return 0;
        } catch (IOException problem) {
            throw new CommandFailedException("the setup could not be written (" + problem + "): run it as root");
        }
    }

    private Answers flags(Answers known) throws CommandFailedException {
        if (hardwareWatchdog.isPresent() && !hardwareWatchdog.get().matches("on|off")) {
            throw new CommandFailedException("--hardware-watchdog is on or off, not " + hardwareWatchdog.get());
        }
        return new Answers(
                name.orElse(known.name()),
                customer.orElse(known.customer()),
                location.orElse(known.location()),
                source.orElse(known.source()),
                unit.orElse(known.unit()),
                heartbeat.orElse(known.heartbeat()),
                // Another heartbeat has another owner.
                heartbeatOwner.orElse(heartbeat.isPresent() ? "" : known.heartbeatOwner()),
                database.or(known::database),
                hardwareWatchdog.map("on"::equals).orElse(known.hardwareWatchdog()));
    }

    /** Nothing that {@code peace config check} would refuse is written. */
    private void write(String before, String after) throws IOException, ConfigException {
        Device.readAll(ConfigDocument.parse("the new configuration", after));
        if (!before.isEmpty()) {
            Files.copy(
                    config,
                    config.resolveSibling(config.getFileName() + ".before-setup"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        DurableFile.replace(config, after);
        tell("written: " + config);
    }

    private void tell(String line) {
        out().println("  " + line);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
