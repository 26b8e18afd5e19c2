// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.update;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code peace update}. */
@Command(
        name = "update",
        mixinStandardHelpOptions = true,
        description = {
            "Updates the watched program, with automatic rollback.",
            "Rolls back if the new version does not become healthy; finishes or rolls back after a power cut. With --package, does the"
                    + " same for peace itself."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:updated, or nothing to do", " 1:not updated: the old version is running"})
public final class UpdateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Option(names = "--check", description = "List the available versions only.")
    private boolean checkOnly;

    @Option(names = "--to", paramLabel = "VERSION", description = "Version to install (default: the newest).")
    private Optional<String> to = Optional.empty();

    @Option(names = "--rollback", description = "Go back to the version before this one.")
    private boolean rollback;

    @Option(names = "--resume", description = "Continue an interrupted update; a systemd unit does this at each boot.")
    private boolean resume;

    @Option(
            names = "--package",
            paramLabel = "FILE",
            description = "Update peace itself from this .deb, with SHA256SUMS beside it.")
    private Optional<Path> packageFile = Optional.empty();

    @Option(
            names = "--keep-package",
            paramLabel = "FILE",
            description = "Save the .deb of the running version, for a rollback.")
    private Optional<Path> packageToSave = Optional.empty();

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean asJson;

    UpdateCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandFailedException, IOException, InterruptedException {
        Machine machine = Machine.real();
        UpdateContext context = new UpdateContext(device, machine);
        if (checkOnly) {
            return printInventory(context);
        }
        Path folder = Objects.requireNonNull(context.lockFile().toAbsolutePath().getParent());
        try {
            Files.createDirectories(folder);
        } catch (IOException refused) {
            throw new CommandFailedException(
                    "cannot write to " + folder + " (" + ErrorText.of(refused) + "): try again with sudo");
        }
        try (FileChannel channel =
                        FileChannel.open(context.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new CommandFailedException("another update is running");
            }
            return resume ? resume(context, machine) : start(context, machine);
        }
    }

    private int printInventory(UpdateContext context) throws IOException, CommandFailedException, InterruptedException {
        Inventory inventory = Inventory.of(context);
        PrintWriter out = spec.commandLine().getOut();
        (asJson ? List.of(inventory.toJson().toPrettyJson()) : inventory.lines()).forEach(out::println);
        return 0;
    }

    private int resume(UpdateContext context, Machine machine) throws IOException, InterruptedException {
        Optional<UpdateProgress> program =
                new Updater(context.programTarget(), context.progressFile(false), progressLog(machine)).resume();
        Optional<UpdateProgress> packages = new Updater(
                        context.packageTarget(Optional.empty()), context.progressFile(true), progressLog(machine))
                .resume();
        if (program.isEmpty() && packages.isEmpty()) {
            spec.commandLine().getOut().println("no interrupted update");
        }
        return program.map(this::report).orElse(0) + packages.map(this::report).orElse(0);
    }

    private int start(UpdateContext context, Machine machine)
            throws IOException, CommandFailedException, InterruptedException {
        if (packageToSave.isPresent()) {
            return savePackage(context, machine, packageToSave.get());
        }
        boolean forPackage = packageFile.isPresent();
        UpdateTarget updateTarget = forPackage ? context.packageTarget(packageFile) : context.programTarget();
        ProgressFile progressFile = context.progressFile(forPackage);
        Optional<UpdateProgress> last = progressFile.read();
        if (last.filter(progress -> !progress.step().isFinal()).isPresent()) {
            throw new CommandFailedException("an update was interrupted: run peace update --resume");
        }
        Optional<String> current = updateTarget.current();
        String version = forPackage
                ? PackageUpdateTarget.versionOf(packageFile.orElseThrow(), machine)
                : chooseVersion(context, last);
        if (current.equals(Optional.of(version))) {
            spec.commandLine().getOut().println(version + " is already running");
            return 0;
        }
        if (updateTarget instanceof PackageUpdateTarget packages
                && !Files.exists(packages.packageFile(current.orElse("none")))) {
            throw new CommandFailedException("no rollback would be possible: the package of " + current.orElse("none")
                    + " is not saved. First run peace update --keep-package FILE");
        }
        ServiceReport report = context.service().status().orElseThrow();
        JsonObject heartbeat = report.heartbeat()
                .map(RecorderStatus::json)
                .orElseGet(() -> Json.object().build());
        if (heartbeat.bool("recording_active").orElse(false)) {
            throw new CommandFailedException(
                    "it is recording: an update would cut the video. Wait, or stop it with peace recorder stop");
        }
        boolean hadNetwork = heartbeat.bool("internet_connected").orElse(false);
        return report(new Updater(updateTarget, progressFile, progressLog(machine))
                .run(UpdateProgress.start(current, version, last, hadNetwork, machine.now())));
    }

    private int savePackage(UpdateContext context, Machine machine, Path from)
            throws IOException, CommandFailedException, InterruptedException {
        String version = PackageUpdateTarget.versionOf(from, machine);
        PackageUpdateTarget packages = context.packageTarget(Optional.empty());
        packages.savePackage(from.toAbsolutePath(), version);
        spec.commandLine().getOut().println(packages.packageFile(version) + " is saved");
        return 0;
    }

    private String chooseVersion(UpdateContext context, Optional<UpdateProgress> last)
            throws IOException, CommandFailedException, InterruptedException {
        if (rollback) {
            return last.flatMap(UpdateProgress::previousVersion)
                    .or(() -> to)
                    .orElseThrow(() -> new CommandFailedException(
                            "the version before this one is unknown: use peace update --to VERSION"));
        } else if (to.isPresent()) {
            if (!to.get().matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,79}")) {
                throw new CommandFailedException("invalid version \"" + to.get() + "\"");
            }
            return to.get();
        }
        List<String> versions = context.releases().versions();
        if (versions.isEmpty()) {
            throw new CommandFailedException("no newer version available");
        }
        return versions.getLast();
    }

    /** To standard error, and to the journal if there is one: it must be found later, too. */
    private Consumer<String> progressLog(Machine machine) {
        return line -> {
            spec.commandLine().getErr().println(line);
            if (machine.hasSystemd()) {
                try {
                    machine.run(List.of("logger", "-t", "peace-update", "--", line));
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private int report(UpdateProgress progress) {
        PrintWriter out = spec.commandLine().getOut();
        if (asJson) {
            out.println(progress.toJson().toPrettyJson());
        } else {
            String old = progress.from().orElse("none");
            out.println(
                    switch (progress.step()) {
                        case DONE -> progress.to() + " is running and healthy (previously: " + old + ")";
                        case ROLLED_BACK ->
                            "rolled back to " + old + ": " + progress.to() + " failed: " + progress.failureReason();
                        default -> "nothing was changed, " + old + " is running: " + progress.failureReason();
                    });
        }
        return progress.step() == UpdateStep.DONE ? 0 : 1;
    }
}
