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
import peaceofmind.cli.device.Device;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
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
            "Installs another version of the watched program, waits until it is healthy, and goes back by itself when it is not, also"
                    + " after a power cut.",
            "With --package, the same for peace itself."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done, or nothing to do", " 1:not done: the old version runs"})
public final class UpdateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Device device;

    @Option(names = "--check", description = "Only says what is there.")
    private boolean check;

    @Option(names = "--to", paramLabel = "VERSION", description = "That version (default: the newest).")
    private Optional<String> to = Optional.empty();

    @Option(names = "--rollback", description = "Back to the version before this one.")
    private boolean rollback;

    @Option(names = "--resume", description = "Goes on with one that was interrupted; a unit does it at each boot.")
    private boolean resume;

    @Option(
            names = "--package",
            paramLabel = "FILE",
            description = "Peace itself, from this .deb with SHA256SUMS beside it.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--keep-package",
            paramLabel = "FILE",
            description = "Keeps the .deb of the version that runs now, for the way back.")
    private Optional<Path> keep = Optional.empty();

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean asJson;

    UpdateCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandFailedException, IOException, InterruptedException {
        Machine machine = Machine.real();
        Site site = new Site(device, machine);
        if (check) {
            return check(site);
        }
        Path folder = Objects.requireNonNull(site.lock().toAbsolutePath().getParent());
        try {
            Files.createDirectories(folder);
        } catch (IOException refused) {
            throw new CommandFailedException("may not write to " + folder + ": try again with sudo");
        }
        try (FileChannel channel = FileChannel.open(site.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new CommandFailedException("another update is under way");
            }
            return resume ? resume(site, machine) : begin(site, machine);
        }
    }

    private int check(Site site) throws IOException, CommandFailedException, InterruptedException {
        Stock stock = Stock.of(site);
        PrintWriter out = spec.commandLine().getOut();
        (asJson ? List.of(stock.toJson().toPrettyJson()) : stock.lines()).forEach(out::println);
        return 0;
    }

    private int resume(Site site, Machine machine) throws IOException, InterruptedException {
        Optional<Progress> program = new Updater(site.program(), site.ledger(false), say(machine)).resume();
        Optional<Progress> packages =
                new Updater(site.packages(Optional.empty()), site.ledger(true), say(machine)).resume();
        if (program.isEmpty() && packages.isEmpty()) {
            spec.commandLine().getOut().println("no update was interrupted");
        }
        return program.map(this::tell).orElse(0) + packages.map(this::tell).orElse(0);
    }

    private int begin(Site site, Machine machine) throws IOException, CommandFailedException, InterruptedException {
        if (keep.isPresent()) {
            return keep(site, machine, keep.get());
        }
        boolean ofPackage = file.isPresent();
        Ground ground = ofPackage ? site.packages(file) : site.program();
        LedgerFile ledger = site.ledger(ofPackage);
        Optional<Progress> last = ledger.read();
        if (last.filter(progress -> !progress.step().isEnd()).isPresent()) {
            throw new CommandFailedException("an update was interrupted: peace update --resume");
        }
        Optional<String> current = ground.current();
        String target = ofPackage ? PackageGround.versionOf(file.orElseThrow(), machine) : target(site, last);
        if (current.equals(Optional.of(target))) {
            spec.commandLine().getOut().println(target + " runs already");
            return 0;
        }
        if (ground instanceof PackageGround packages && !Files.exists(packages.file(current.orElse("none")))) {
            throw new CommandFailedException("there would be no way back: the package of " + current.orElse("none")
                    + " is not kept. First: peace update --keep-package FILE");
        }
        JsonObject seen = site.service().look().orElseThrow();
        JsonObject beat = seen.object("heartbeat").orElseGet(() -> Json.object().build());
        if (beat.bool("recording_active").orElse(false)) {
            throw new CommandFailedException(
                    "it is recording: an update would cut the video. Wait for its end, or: peace recorder stop");
        }
        boolean network = beat.bool("internet_connected").orElse(false);
        return tell(
                new Updater(ground, ledger, say(machine)).run(Progress.begin(current, target, network, machine.now())));
    }

    private int keep(Site site, Machine machine, Path from)
            throws IOException, CommandFailedException, InterruptedException {
        String version = PackageGround.versionOf(from, machine);
        PackageGround packages = site.packages(Optional.empty());
        packages.keep(from.toAbsolutePath(), version);
        spec.commandLine().getOut().println(packages.file(version) + " is kept");
        return 0;
    }

    private String target(Site site, Optional<Progress> last)
            throws IOException, CommandFailedException, InterruptedException {
        if (rollback) {
            return last.flatMap(progress -> progress.step() == Step.DONE ? progress.from() : Optional.empty())
                    .or(() -> to)
                    .orElseThrow(() -> new CommandFailedException(
                            "there is no version before this one that an update came from: peace update --to VERSION"));
        } else if (to.isPresent()) {
            if (!to.get().matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,79}")) {
                throw new CommandFailedException("\"" + to.get() + "\" is no version");
            }
            return to.get();
        }
        List<String> versions = site.releases().versions();
        if (versions.isEmpty()) {
            throw new CommandFailedException("no version is there to update to");
        }
        return versions.getLast();
    }

    /** To the person, and to the journal where there is one: whoever looks later must find it. */
    private Consumer<String> say(Machine machine) {
        return line -> {
            spec.commandLine().getErr().println(line);
            if (machine.hasSystemd()) {
                try {
                    machine.run(List.of("logger", "-t", "peace-update", "--", line));
                } catch (InterruptedException ending) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private int tell(Progress progress) {
        PrintWriter out = spec.commandLine().getOut();
        if (asJson) {
            out.println(progress.toJson().toPrettyJson());
        } else {
            String old = progress.from().orElse("none");
            out.println(
                    switch (progress.step()) {
                        case DONE -> progress.to() + " runs, and is healthy (before: " + old + ")";
                        case ROLLED_BACK -> "back at " + old + ": " + progress.to() + " did not do: " + progress.why();
                        default -> "nothing was changed, " + old + " runs: " + progress.why();
                    });
        }
        return progress.step() == Step.DONE ? 0 : 1;
    }
}
