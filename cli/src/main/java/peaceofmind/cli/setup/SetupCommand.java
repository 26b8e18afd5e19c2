package peaceofmind.cli.setup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.Device;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    private static final Duration AGENT_STARTS_WITHIN = Duration.ofSeconds(60);

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

    @Mixin
    private final SendingOptions sendingOptions = new SendingOptions();

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
            SendingKeys keys = new SendingKeys(tree, system.secrets());
            Sending sending = sendingOptions.over(keys.read());
            Map<Secret, String> secrets = new EnumMap<>(Secret.class);
            secrets.putAll(sendingOptions.secrets());
            if (!yes) {
                Interview interview = new Interview(
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), out());
                answers = interview.ask(answers);
                SendingInterview more = new SendingInterview(interview);
                sending = more.ask(sending);
                secrets.putAll(more.secrets());
            }
            tree.apply(answers);
            keys.apply(sending, secrets.keySet());
            Device.All now = write(before, tree.toYaml(), secrets);
            keep(secrets, system, now);
            system.apply(answers).forEach(this::tell);
            if (root.isEmpty()) {
                system.restart(answers).forEach(this::tell);
            }
            return end(sending, now);
        } catch (IOException problem) {
            throw new CommandFailedException("the setup could not be written (" + problem + "): run it as root");
        }
    }

    private void keep(Map<Secret, String> secrets, SystemSettings system, Device.All now)
            throws IOException, CommandFailedException {
        for (Map.Entry<Secret, String> secret : secrets.entrySet()) {
            if (secret.getKey() == Secret.DASHBOARD) {
                new DashboardPassword(now.dashboard().passwordHashFile())
                        .set(secret.getValue().toCharArray());
                tell("the dashboard's password is set");
            } else {
                system.keep(secret.getKey(), secret.getValue());
                tell("written: " + system.secrets().resolve(secret.getKey().file()));
            }
        }
    }

    private int end(Sending sending, Device.All now) throws InterruptedException {
        LiveTrial trial =
                new LiveTrial(new ControlClient("the agent", now.agent().socket()), Clock.system());
        if (sending.isAnything()) {
            trial.run(sending, root.isEmpty() ? AGENT_STARTS_WITHIN : Duration.ZERO)
                    .forEach(this::tell);
        }
        out().println(
                        trial.failed() == 0
                                ? "Set up. Look at it: peace status"
                                : "Set up, but see NOT above. Run peace setup again to mend it; peace doctor tries it anew.");
        return trial.failed() == 0 ? 0 : 1;
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
    private Device.All write(String before, String after, Map<Secret, String> secrets)
            throws IOException, ConfigException, CommandFailedException {
        Device.All now = Device.readAll(ConfigDocument.parse("the new configuration", after));
        String password = secrets.get(Secret.DASHBOARD);
        if (password != null) {
            DashboardPassword.check(password.length());
        }
        if (!before.isEmpty()) {
            Files.copy(
                    config,
                    config.resolveSibling(config.getFileName() + ".before-setup"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        DurableFile.replace(config, after);
        tell("written: " + config);
        return now;
    }

    private void tell(String line) {
        out().println("  " + line);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
