// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;
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
        description = {
            "Asks a few questions and writes the configuration.",
            "Can be run again. With --yes it asks nothing: it uses the options, and the current configuration for the rest."
        })
public final class SetupCommand implements Callable<Integer> {

    private static final Duration AGENT_START_TIMEOUT = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the device.")
    private Optional<String> name = Optional.empty();

    @Option(names = "--customer", paramLabel = "NAME", description = "Customer who owns the device.")
    private Optional<String> customer = Optional.empty();

    @Option(names = "--location", paramLabel = "PLACE", description = "Location of the device.")
    private Optional<String> location = Optional.empty();

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description = "What the packaged recorder records: v4l2:/dev/video0, rtsp://host/path, or test.")
    private Optional<String> source = Optional.empty();

    @Option(names = "--unit", paramLabel = "UNIT", description = "Systemd unit to watch.")
    private Optional<String> unit = Optional.empty();

    @Option(names = "--heartbeat", paramLabel = "FILE", description = "Heartbeat file of the unit.")
    private Optional<Path> heartbeat = Optional.empty();

    @Option(names = "--heartbeat-owner", paramLabel = "USER", description = "User that must own the heartbeat.")
    private Optional<String> heartbeatOwner = Optional.empty();

    @Option(names = "--database", paramLabel = "FILE", description = "Video database of the unit.")
    private Optional<Path> database = Optional.empty();

    @Option(
            names = "--hardware-watchdog",
            paramLabel = "on|off",
            description = "Whether the hardware watchdog resets the device when systemd hangs (default: on).")
    private Optional<String> hardwareWatchdog = Optional.empty();

    @Mixin
    private final OutboundFlags outboundFlags = new OutboundFlags();

    @Option(names = "--yes", description = "Ask no questions.")
    private boolean yes;

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration to write.")
    private Path config = TargetDevice.INSTALLED_CONFIG;

    @Option(names = "--root", hidden = true, description = "Folder used instead of /, for tests: nothing is restarted.")
    private Optional<Path> root = Optional.empty();

    SetupCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandFailedException, InterruptedException {
        SystemSettings system = new SystemSettings(root.orElse(Path.of("/")));
        try {
            String oldText = Files.exists(config) ? Files.readString(config) : "";
            TargetDevice.FullConfig configured = TargetDevice.readAll(ConfigDocument.parse(config.toString(), oldText));
            ConfigTree tree = ConfigTree.parse(oldText);
            SetupOptions options = applyFlags(SetupOptions.of(
                    configured, tree.recorderSource("v4l2:/dev/video0"), system.hardwareWatchdogIsOn()));
            OutboundConfig outboundConfig = new OutboundConfig(tree, system.secretsFolder());
            OutboundSettings outbound = outboundFlags.applyTo(outboundConfig.read());
            Map<Secret, String> secrets = new EnumMap<>(Secret.class);
            secrets.putAll(outboundFlags.secrets());
            if (!yes) {
                Prompts prompts = new Prompts(
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), out());
                options = prompts.ask(options);
                OutboundPrompts outboundPrompts = new OutboundPrompts(prompts);
                outbound = outboundPrompts.ask(outbound);
                secrets.putAll(outboundPrompts.secrets());
            }
            tree.apply(options);
            outboundConfig.apply(outbound, secrets.keySet());
            TargetDevice.FullConfig newConfig = writeConfig(oldText, tree.toYaml(), secrets);
            saveSecrets(secrets, system, newConfig);
            system.apply(options).forEach(this::print);
            if (root.isEmpty()) {
                system.restart(options).forEach(this::print);
            }
            return checkAndReport(outbound, newConfig);
        } catch (IOException problem) {
            throw new CommandFailedException(
                    "cannot write the configuration (" + ErrorText.of(problem) + "): run it as root");
        }
    }

    private void saveSecrets(Map<Secret, String> secrets, SystemSettings system, TargetDevice.FullConfig newConfig)
            throws IOException, CommandFailedException {
        for (Map.Entry<Secret, String> secret : secrets.entrySet()) {
            if (secret.getKey() == Secret.DASHBOARD) {
                new DashboardPassword(newConfig.dashboard().passwordHashFile())
                        .set(secret.getValue().toCharArray());
                print("the dashboard's password is set");
            } else {
                system.saveSecret(secret.getKey(), secret.getValue());
                print("written: "
                        + system.secretsFolder().resolve(secret.getKey().fileName()));
            }
        }
    }

    private int checkAndReport(OutboundSettings outbound, TargetDevice.FullConfig newConfig)
            throws InterruptedException {
        ConnectivityCheck check = new ConnectivityCheck(
                new AgentClient(newConfig.agent().socket(), ConnectivityCheck.REQUEST_TIMEOUT), Clock.system());
        if (outbound.hasAny()) {
            check.run(outbound, root.isEmpty() ? AGENT_START_TIMEOUT : Duration.ZERO)
                    .forEach(this::print);
        }
        out().println(
                        check.failures() == 0
                                ? "Setup complete. Check it with peace status."
                                : "Setup complete, but see NOT above. Run peace setup again to fix it; peace doctor checks it again.");
        return check.failures() == 0 ? 0 : 1;
    }

    private SetupOptions applyFlags(SetupOptions current) throws CommandFailedException {
        if (hardwareWatchdog.isPresent() && !hardwareWatchdog.get().matches("on|off")) {
            throw new CommandFailedException("--hardware-watchdog must be on or off, not " + hardwareWatchdog.get());
        }
        return new SetupOptions(
                name.orElse(current.name()),
                customer.orElse(current.customer()),
                location.orElse(current.location()),
                source.orElse(current.source()),
                unit.orElse(current.unit()),
                heartbeat.or(current::heartbeat),
                // Another heartbeat may have another owner.
                heartbeatOwner.orElse(heartbeat.isPresent() ? "" : current.heartbeatOwner()),
                database.or(current::database),
                hardwareWatchdog.map("on"::equals).orElse(current.hardwareWatchdog()));
    }

    /** Writes nothing that {@code peace config check} would reject. */
    private TargetDevice.FullConfig writeConfig(String oldText, String newText, Map<Secret, String> secrets)
            throws IOException, ConfigException, CommandFailedException {
        ConfigDocument document = ConfigDocument.parse("the new configuration", newText);
        TargetDevice.FullConfig newConfig = TargetDevice.readAll(document);
        document.checkRefusals();
        String password = secrets.get(Secret.DASHBOARD);
        if (password != null) {
            DashboardPassword.checkLength(password.length());
        }
        if (!oldText.isEmpty()) {
            Files.copy(
                    config,
                    config.resolveSibling(config.getFileName() + ".before-setup"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        DurableFile.replace(config, newText);
        print("written: " + config);
        return newConfig;
    }

    private void print(String line) {
        out().println("  " + line);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
