// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import peaceofmind.cli.config.ConfigReview;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.UnitName;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.Subprocess;
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
            "Can be run again. With --yes it asks nothing: it uses the options, and the current configuration for the"
                    + " rest."
        })
public final class SetupCommand implements Callable<Integer> {

    private static final Duration AGENT_START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration ECHO_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_STTY_OUTPUT = 1_000;
    private static final String SAVED = "Your answers, except passwords, are kept: peace setup starts from them";

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
            description = "What the packaged recorder records: v4l2:/dev/video0, rtsp://host/path, or test; several"
                    + " cameras by their names: \"north=SOURCE, south=SOURCE\".")
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

    @Option(
            names = "--disable-recorder",
            description = "Switch off the recorder of this package; it is for devices that run another one.")
    private boolean disableRecorder;

    @Option(names = "--yes", description = "Ask no questions.")
    private boolean yes;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration to write. With another than the installed one, nothing else of this machine is"
                    + " changed.")
    private Path config = TargetDevice.INSTALLED_CONFIG;

    @Option(names = "--root", hidden = true, description = "Folder used instead of /, for tests: nothing is restarted.")
    private Optional<Path> root = Optional.empty();

    private final Function<Optional<Path>, Machine> machines;
    private final Clock clock;
    private final BufferedReader in;
    private boolean isComplete = true;

    SetupCommand() {
        this(
                root -> root.map(Machine::ofFolder).orElseGet(Machine::real),
                Clock.system(),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    }

    /** @param machines the machine to set up, by the folder that stands for it, if one does */
    SetupCommand(Function<Optional<Path>, Machine> machines, Clock clock, BufferedReader in) {
        this.machines = machines;
        this.clock = clock;
        this.in = in;
    }

    @Override
    public Integer call() throws ConfigException, CommandFailedException, InterruptedException {
        Machine machine = machines.apply(root);
        SystemSettings system = new SystemSettings(machine);
        SetupDraft saved = new SetupDraft(config);
        try {
            saved.requireWritable();
            String oldText = Files.exists(config) ? Files.readString(config) : "";
            String startText = yes ? oldText : saved.read().orElse(oldText);
            if (!startText.equals(oldText)) {
                print(SetupStep.done("the answers of the last run, which did not finish, are the current values"));
            }
            TargetDevice.FullConfig current = TargetDevice.read(ConfigDocument.parse(config.toString(), startText));
            ConfigTree tree = ConfigTree.parse(startText);
            OutboundConfig outboundConfig = new OutboundConfig(tree, secretsFolder(system));
            SetupReplies replies = new SetupReplies(
                    applyFlags(SetupOptions.of(
                            current, tree.recorderSource("v4l2:/dev/video0"), system.hardwareWatchdogIsOn())),
                    outboundFlags.applyTo(outboundConfig.read()),
                    outboundFlags.secrets());
            // Passwords of a draft were never saved: only those of the configuration itself are on the device.
            Predicate<Secret> stored = stored(
                            current, new OutboundConfig(readable(oldText), outboundConfig.secretsFolder()))
                    .or(replies.secrets()::containsKey);
            SetupInterruption interruption = new SetupInterruption(
                    () -> saveUnfinished(saved, startText, outboundConfig.secretsFolder(), replies),
                    this::printInterruption);
            interruption.open();
            try {
                ask(machine, system, replies, stored);
                return finish(machine, system, replies, new Draft(saved, oldText, tree, outboundConfig), interruption);
            } catch (EndOfInputException inputEnd) {
                // Also what a connection that is lost looks like, before its signal comes.
                String saving = saveUnfinished(saved, startText, outboundConfig.secretsFolder(), replies);
                out().println();
                throw new CommandFailedException(inputEnd.getMessage() + (saving.isEmpty() ? "" : ". " + saving));
            } finally {
                interruption.close();
            }
        } catch (AccessDeniedException denied) {
            throw new CommandFailedException(
                    "cannot write the configuration (" + ErrorText.of(denied) + "): run it as root");
        } catch (IOException problem) {
            throw new CommandFailedException("cannot write " + config + ": " + ErrorText.of(problem));
        }
    }

    /**
     * The new configuration, not yet written.
     *
     * @param oldText of the configuration as it is
     */
    private record Draft(SetupDraft saved, String oldText, ConfigTree tree, OutboundConfig outboundConfig) {}

    /** Writes all files, then starts and proves what depends on them. */
    private int finish(
            Machine machine, SystemSettings system, SetupReplies replies, Draft draft, SetupInterruption interruption)
            throws ConfigException, CommandFailedException, IOException, InterruptedException {
        replies.applyTo(draft.tree(), draft.outboundConfig());
        TargetDevice.FullConfig newConfig;
        try {
            newConfig = interruption.write(followUps(replies), () -> {
                TargetDevice.FullConfig written =
                        writeConfig(draft.oldText(), draft.tree().toYaml(), replies.secrets());
                saveSecrets(replies.secrets(), system, written);
                draft.saved().remove();
                if (isForThisMachine()) {
                    system.apply(replies.options()).forEach(this::print);
                }
                return written;
            });
        } catch (ConfigException | CommandFailedException | IOException failed) {
            if (!yes) {
                draft.saved().save(draft.tree().toYaml());
                print(SetupStep.failed("finished. " + SAVED));
            }
            throw failed;
        }
        return apply(machine, system, replies, newConfig, interruption);
    }

    private List<SetupInterruption.FollowUp> followUps(SetupReplies replies) {
        if (!isForThisMachine()) {
            return List.of();
        }
        List<SetupInterruption.FollowUp> followUps = new ArrayList<>();
        if (root.isEmpty()) {
            followUps.add(SetupInterruption.FollowUp.RESTART);
        }
        if (replies.outbound().hasAny()) {
            followUps.add(SetupInterruption.FollowUp.TRY);
        }
        if (root.isEmpty()) {
            followUps.add(SetupInterruption.FollowUp.PROVE);
        }
        return followUps;
    }

    /** Empty for a configuration that somebody damaged since the draft was saved. */
    private static ConfigTree readable(String text) {
        try {
            ConfigDocument.parse("the configuration", text);
            return ConfigTree.parse(text);
        } catch (ConfigException damaged) {
            return ConfigTree.parse("");
        }
    }

    /** At a signal, or the end of the input, while a question waits for its answer; perhaps by two threads. */
    private synchronized String saveUnfinished(
            SetupDraft saved, String startText, Path secretsFolder, SetupReplies replies) {
        if (yes || !replies.hasAny()) {
            return "";
        }
        try {
            ConfigTree tree = ConfigTree.parse(startText);
            replies.applyTo(tree, new OutboundConfig(tree, secretsFolder));
            saved.save(tree.toYaml());
            return SAVED;
        } catch (IOException unwritable) {
            return "Your answers could not be kept: " + ErrorText.of(unwritable);
        }
    }

    /** On a line of its own: the cursor stands behind a question, or behind what the terminal shows for Ctrl-C. */
    private void printInterruption(String sentence) {
        out().println();
        out().println(sentence);
        out().flush();
        try {
            // Java restores it too, unless the signal came just while it was switched off.
            Subprocess.run(List.of("sh", "-c", "stty echo </dev/tty"), ECHO_TIMEOUT, MAX_STTY_OUTPUT);
        } catch (InterruptedException exiting) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(Machine machine, SystemSettings system, SetupReplies replies, Predicate<Secret> stored)
            throws CommandFailedException, IOException, InterruptedException {
        ReplyChecks checks = new ReplyChecks(machine);
        if (yes) {
            checkFlags(checks, replies.options());
            checkPasswords(replies.outbound(), replies.secrets(), stored);
            if (unit.isPresent()) {
                replies.update(replies.options().withUnit(checks.unitId(unit.get())));
            }
            return;
        }
        Prompts prompts = new Prompts(in, out(), checks);
        prompts.ask(
                replies.options().withDisableRecorder(disableRecorder || system.packagedRecorderIsOn()),
                replies::update);
        OutboundPrompts outboundPrompts = new OutboundPrompts(prompts, stored);
        outboundPrompts.ask(replies.outbound(), replies::update);
        replies.update(outboundPrompts.secrets());
    }

    /** What is on the device already: a secret's own file, or another one that the configuration names. */
    private Predicate<Secret> stored(TargetDevice.FullConfig current, OutboundConfig outboundConfig) {
        OutboundSettings before = outboundConfig.read();
        return secret -> Files.exists(outboundConfig.secretsFolder().resolve(secret.fileName()))
                || switch (secret) {
                    case METRICS -> hasLogin(before.metrics());
                    case LOGS -> hasLogin(before.logs());
                    case MAIL ->
                        before.mail().filter(mail -> !mail.user().isEmpty()).isPresent();
                    case PING -> before.ping();
                    case DASHBOARD -> Files.exists(current.dashboard().passwordHashFile());
                };
    }

    private static boolean hasLogin(Optional<OutboundSettings.HttpReceiver> receiver) {
        return receiver.filter(one -> !one.user().isEmpty()).isPresent();
    }

    /** The same judgement as of replies; what only this machine can know is not asked for a file of another one. */
    private void checkFlags(ReplyChecks checks, SetupOptions options)
            throws CommandFailedException, InterruptedException {
        if (unit.isPresent()) {
            reject("--unit", checks.unit(unit.get()));
        }
        if (source.isPresent()) {
            reject("--source", checks.source(source.get()));
        }
        if (heartbeat.isPresent()) {
            reject("--heartbeat", checks.heartbeat(heartbeat.get().toString()));
        }
        if (isForThisMachine()
                && heartbeatOwner.isPresent()
                && options.heartbeat().isPresent()) {
            reject(
                    "--heartbeat-owner",
                    checks.owner(heartbeatOwner.get(), options.heartbeat().get().toString()));
        }
        if (isForThisMachine() && database.isPresent()) {
            reject("--database", checks.database(database.get().toString()));
        }
    }

    private static void checkPasswords(OutboundSettings outbound, Map<Secret, String> secrets, Predicate<Secret> stored)
            throws CommandFailedException {
        Map<Secret, String> users = new EnumMap<>(Secret.class);
        outbound.metrics().ifPresent(receiver -> users.put(Secret.METRICS, receiver.user()));
        outbound.logs().ifPresent(receiver -> users.put(Secret.LOGS, receiver.user()));
        outbound.mail().ifPresent(mail -> users.put(Secret.MAIL, mail.user()));
        for (Map.Entry<Secret, String> user : users.entrySet()) {
            String flag = "--" + user.getKey().name().toLowerCase(Locale.ROOT);
            if (!user.getValue().isEmpty() && !secrets.containsKey(user.getKey()) && !stored.test(user.getKey())) {
                reject(flag + "-user", Optional.of("needs " + flag + "-password-file: no password is stored yet"));
            }
        }
    }

    private static void reject(String flag, Optional<String> problem) throws CommandFailedException {
        if (problem.isPresent()) {
            throw new CommandFailedException(flag + ": " + problem.get() + "; nothing was changed");
        }
    }

    /** Whether this machine is set up, not only a file written. */
    private boolean isForThisMachine() {
        return root.isPresent() || config.equals(TargetDevice.INSTALLED_CONFIG);
    }

    private Path secretsFolder(SystemSettings system) {
        return isForThisMachine()
                ? system.secretsFolder()
                : config.toAbsolutePath().resolveSibling("secrets");
    }

    private int apply(
            Machine machine,
            SystemSettings system,
            SetupReplies replies,
            TargetDevice.FullConfig newConfig,
            SetupInterruption interruption)
            throws InterruptedException {
        if (!isForThisMachine()) {
            out().println("Only the file was written: it is not this machine's configuration.");
            return 0;
        }
        if (root.isEmpty()) {
            interruption.start(SetupInterruption.FollowUp.RESTART);
            system.restart(replies.options()).forEach(this::print);
        }
        if (replies.outbound().hasAny()) {
            interruption.start(SetupInterruption.FollowUp.TRY);
            new ConnectivityCheck(new AgentClient(newConfig.agent().socket(), ConnectivityCheck.REQUEST_TIMEOUT), clock)
                    .run(replies.outbound(), root.isEmpty() ? AGENT_START_TIMEOUT : Duration.ZERO)
                    .forEach(this::print);
        }
        if (root.isEmpty()) {
            interruption.start(SetupInterruption.FollowUp.PROVE);
            new SetupProof(machine, clock)
                    .run(newConfig.watchdog().services().getFirst())
                    .forEach(this::print);
        }
        out().println(
                        isComplete
                                ? "Setup complete. Prove that it recovers, with a short outage: sudo peace drill kill"
                                : "Setup complete, but see NOT above. Run peace setup again to fix it; peace doctor"
                                        + " checks it again.");
        return isComplete ? 0 : 1;
    }

    private void saveSecrets(Map<Secret, String> secrets, SystemSettings system, TargetDevice.FullConfig newConfig)
            throws IOException, CommandFailedException {
        for (Map.Entry<Secret, String> secret : secrets.entrySet()) {
            if (secret.getKey() == Secret.DASHBOARD) {
                new DashboardPassword(newConfig.dashboard().passwordHashFile())
                        .set(secret.getValue().toCharArray());
                print(SetupStep.done("the dashboard's password is set"));
            } else {
                Path folder = secretsFolder(system);
                system.saveSecret(folder, secret.getKey(), secret.getValue());
                print(SetupStep.done(
                        "written: " + folder.resolve(secret.getKey().fileName())));
            }
        }
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
                unit.map(UnitName::complete).orElse(current.unit()),
                heartbeat.or(current::heartbeat),
                // Another heartbeat may have another owner.
                heartbeatOwner.orElse(heartbeat.isPresent() ? "" : current.heartbeatOwner()),
                database.or(current::database),
                hardwareWatchdog.map("on"::equals).orElse(current.hardwareWatchdog()),
                disableRecorder);
    }

    /** Writes nothing that {@code peace config check} would reject. */
    private TargetDevice.FullConfig writeConfig(String oldText, String newText, Map<Secret, String> secrets)
            throws IOException, ConfigException, CommandFailedException {
        // Files with new passwords are written later.
        TargetDevice.FullConfig newConfig =
                ConfigReview.check(ConfigDocument.parse("the new configuration", newText), true);
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
        print(SetupStep.done("written: " + config));
        ConfigReview.warnings(newConfig).forEach(warning -> print(SetupStep.done("warning: " + warning)));
        return newConfig;
    }

    private void print(SetupStep step) {
        isComplete &= step.succeeded();
        out().println("  " + step.text());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
