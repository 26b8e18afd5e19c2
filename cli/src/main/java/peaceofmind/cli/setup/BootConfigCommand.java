// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import peaceofmind.cli.config.ConfigReview;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigDocument;
import peaceofmind.foundation.config.ConfigEntry;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.file.DurableFile;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace boot-config}, for the units of the package: takes over a configuration from the boot partition, and enrols. */
@Command(
        name = "boot-config",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = {
            "Takes over peace.yaml from the boot partition, before the programs start: for the unit peace-boot-config.",
            "A file with mistakes is moved aside, with the reasons beside it, and changes nothing."
        })
public final class BootConfigCommand implements Callable<Integer> {

    /** Trying again helps nobody: the unit does not. */
    static final int REFUSED = 3;

    private static final String OWNER_OF_AGENT = "peace-agent";
    private static final String OWNER_OF_RECORDER = "recorder";
    private static final String SECRETS = "/etc/peace/secrets/";

    @Spec
    private CommandSpec spec;

    @Option(names = "--enroll", description = "Use the code that such a file had: for the unit peace-enroll.")
    private boolean enroll;

    @Option(names = "--config", hidden = true, description = "Configuration to write, for tests.")
    private Path config = TargetDevice.INSTALLED_CONFIG;

    @Option(names = "--root", hidden = true, description = "Folder used instead of /, for tests.")
    private Optional<Path> root = Optional.empty();

    private final Function<Optional<Path>, Machine> machines;
    private final Clock clock;

    BootConfigCommand() {
        this(folder -> folder.map(Machine::ofFolder).orElseGet(Machine::real), Clock.system());
    }

    /** @param machines the machine to set up, by the folder that stands for it, if one does */
    BootConfigCommand(Function<Optional<Path>, Machine> machines, Clock clock) {
        this.machines = machines;
        this.clock = clock;
    }

    @Override
    public Integer call() throws CommandFailedException, IOException {
        Machine machine = machines.apply(root);
        SystemSettings system = new SystemSettings(machine);
        if (enroll) {
            return new BootEnrolment(machines, clock, system.secretsFolder(), config, root).run(spec.commandLine());
        }
        List<BootFile> files = BootFile.find(machine);
        if (files.isEmpty()) {
            return 0;
        }
        int exitCode = takeOver(system, files.getFirst());
        for (BootFile other : files.subList(1, files.size())) {
            exitCode = reject(other, "There was also " + files.getFirst().path() + ", which counts.");
        }
        return exitCode;
    }

    private int takeOver(SystemSettings system, BootFile file) throws IOException {
        try {
            Plan plan = plan(file);
            // Secrets first: alone they change nothing, and the configuration must not name files that are missing.
            saveSecrets(system, plan.section());
            if (!plan.oldText().isEmpty() && !plan.oldText().equals(plan.newText())) {
                DurableFile.replace(Path.of(config + ".before"), plan.oldText());
            }
            DurableFile.replace(config, plan.newText());
            system.apply(plan.options()).forEach(step -> out().println(step.text()));
            file.remove();
            out().println(file.path() + " is the configuration now, and was removed from there.");
            return 0;
        } catch (ConfigException | CommandFailedException mistakes) {
            return reject(file, String.valueOf(mistakes.getMessage()));
        }
    }

    private int reject(BootFile file, String reasons) throws IOException {
        Path rejected = file.reject(reasons + "\nNothing was changed. Correct it, and save it as peace.yaml again.");
        spec.commandLine().getErr().println(file.path() + " is not used: " + PlainText.ofLines(reasons));
        spec.commandLine().getErr().println("It is " + rejected.getFileName() + " now, with the reasons beside it.");
        return 1;
    }

    /**
     * What will be written.
     *
     * @param oldText of the configuration as it is; empty if there is none
     */
    private record Plan(FirstBootSection section, String oldText, String newText, SetupOptions options) {}

    private Plan plan(BootFile file) throws ConfigException, CommandFailedException, IOException {
        String text = file.read();
        ConfigDocument document = ConfigDocument.parse(file.path().toString(), text);
        FirstBootSection section = FirstBootSection.read(document);
        addMissingSecrets(document, section);
        // First as it was written: its lines are those that its author can see.
        ConfigReview.check(document, true, Set.of(FirstBootSection.NAME));
        String oldText = Files.exists(config) ? Files.readString(config) : "";
        ConfigDocument.parse(config.toString(), oldText);
        ConfigTree tree = ConfigTree.parse(oldText);
        tree.replaceSections(ConfigTree.parse(text), FirstBootSection.NAME);
        String newText = tree.toYaml();
        TargetDevice.FullConfig merged =
                ConfigReview.check(ConfigDocument.parse("together with " + config, newText), true, Set.of());
        SystemSettings system = new SystemSettings(machines.apply(root));
        return new Plan(
                section,
                oldText,
                newText,
                SetupOptions.of(merged, tree.recorderSource("v4l2:/dev/video0"), system.hardwareWatchdogIsOn()));
    }

    /** A secret that the configuration names and nobody provides. */
    private void addMissingSecrets(ConfigDocument document, FirstBootSection section) {
        Path folder = new SystemSettings(machines.apply(root)).secretsFolder();
        for (ConfigEntry entry : List.copyOf(document.entries())) {
            String value = entry.text();
            String name = value.substring(value.lastIndexOf('/') + 1);
            if (value.equals(SECRETS + name) && !section.hasSecret(name) && !Files.exists(folder.resolve(name))) {
                document.addProblem(
                        entry.path(), "names a file that does not exist: add it as first_boot.secrets." + name);
            }
        }
    }

    private void saveSecrets(SystemSettings system, FirstBootSection section) throws IOException {
        Path folder = system.secretsFolder();
        for (Map.Entry<String, String> secret : section.agentSecrets().entrySet()) {
            system.saveSecret(folder.resolve(secret.getKey()), secret.getValue().strip(), OWNER_OF_AGENT);
        }
        for (Map.Entry<String, String> secret : section.recorderSecrets().entrySet()) {
            system.saveSecret(folder.resolve(secret.getKey()), secret.getValue().strip(), OWNER_OF_RECORDER);
        }
        if (section.caCertificate().isPresent()) {
            Files.createDirectories(folder);
            DurableFile.replace(
                    folder.resolve(EnrollCommand.AUTHORITY),
                    section.caCertificate().get());
        }
        if (section.enroll().isPresent()) {
            Files.createDirectories(folder);
            DurableFile.replace(
                    folder.resolve(BootEnrolment.CODE_FILE), section.enroll().get() + "\n", "rw-------");
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
