// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.takeover;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.setup.AddedKeys;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.takeover.ImportItem;
import peaceofmind.recorder.takeover.ImportItem.Kind;
import peaceofmind.recorder.takeover.ImportItem.Result;
import peaceofmind.recorder.takeover.ImportMode;
import peaceofmind.recorder.takeover.Takeover;
import peaceofmind.recorder.takeover.TakeoverException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace recorder import}: the one command about the recorder that runs while the recorder does not. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Takes over videos, database, login and settings of the existing recorder.",
            "Both recorders must be stopped. Lists every row, file, login and setting with what became of it; exit code 1"
                    + " if anything was not taken over. Can be repeated: nothing is taken over twice."
        })
public final class ImportCommand implements Callable<Integer> {

    private static final int RESULT_WIDTH = 15;

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..1",
            description = "Of the existing recorder (default: ${DEFAULT-VALUE}).",
            defaultValue = "/opt/raspberry-pi-video-recorder")
    private Path folder = Path.of("/opt/raspberry-pi-video-recorder");

    @Option(
            names = "--files",
            paramLabel = "copy|link|move",
            description = "What is done with videos: copy (default) needs their size in free space, link and move only"
                    + " work within one file system.",
            defaultValue = "copy")
    private ImportMode mode = ImportMode.COPY;

    private final Map<Kind, Map<Result, Integer>> counts = new EnumMap<>(Kind.class);

    ImportCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandFailedException {
        Takeover takeover = new Takeover(device.recorder(), mode, Clock.system(), this::print);
        try {
            addKeys(takeover.run(folder));
        } catch (TakeoverException failure) {
            throw new CommandFailedException(String.valueOf(failure.getMessage()));
        }
        return summarize();
    }

    private void addKeys(Takeover.Settings settings) throws CommandFailedException {
        Path config = device.configFile();
        try {
            AddedKeys keys = AddedKeys.of(config);
            new TreeMap<>(settings.keys()).forEach((key, value) -> {
                String name = settings.names().getOrDefault(key, key);
                switch (keys.add(key, value)) {
                    case ADDED -> print(setting(name, Result.TAKEN_OVER, "as " + key + ": " + value));
                    case SAME -> print(setting(name, Result.ALREADY_HERE, key));
                    case DIFFERENT ->
                        print(setting(name, Result.ALREADY_HERE, key + " has another value here, which stays"));
                }
            });
            if (!settings.youTube().isEmpty()) {
                keys.addUploadTarget("youtube", new TreeMap<>(settings.youTube()));
                settings.names().forEach((key, name) -> {
                    if (key.startsWith("youtube.")) {
                        print(setting(name, Result.TAKEN_OVER, "as recorder.upload.targets, " + key));
                    }
                });
            }
            if (keys.write()) {
                out().println("\nwritten: " + config + "; the old one is " + config.getFileName() + ".before-import");
            }
        } catch (IOException failure) {
            throw new CommandFailedException(
                    "cannot write " + config + ": " + ErrorText.of(failure) + "; run it again as root (sudo)");
        } catch (ConfigException invalid) {
            throw new CommandFailedException("the settings were not taken over, since together they are not valid: "
                    + invalid.getMessage() + "; correct them in the existing recorder's folder, and run it again");
        }
    }

    private static ImportItem setting(String name, Result result, String detail) {
        return new ImportItem(Kind.SETTING, name, result, detail);
    }

    private void print(ImportItem item) {
        counts.computeIfAbsent(item.kind(), _ -> new EnumMap<>(Result.class)).merge(item.result(), 1, Integer::sum);
        out().printf(
                        "%-" + RESULT_WIDTH + "s %-8s %s%s%n",
                        item.result().text(),
                        label(item.kind()),
                        item.name(),
                        item.detail().isEmpty() ? "" : ": " + item.detail());
    }

    private static String label(Kind kind) {
        return switch (kind) {
            case ROW -> "row";
            case FILE -> "file";
            case LOGIN -> "login";
            case SETTING -> "setting";
        };
    }

    private int summarize() {
        out().printf("%n%-" + RESULT_WIDTH + "s", "");
        for (Kind kind : Kind.values()) {
            out().printf(" %8s", label(kind) + "s");
        }
        out().println();
        for (Result result : Result.values()) {
            if (counts.values().stream().anyMatch(kind -> kind.containsKey(result))) {
                out().printf("%-" + RESULT_WIDTH + "s", result.text());
                for (Kind kind : Kind.values()) {
                    out().printf(" %8d", count(kind, result));
                }
                out().println();
            }
        }
        boolean complete = counts.values().stream().noneMatch(kind -> kind.containsKey(Result.NOT_TAKEN_OVER));
        out().println(complete ? "\nEverything is accounted for." : "\nNot everything was taken over: see NOT above.");
        return complete ? 0 : 1;
    }

    private int count(Kind kind, Result result) {
        return counts.getOrDefault(kind, Map.of()).getOrDefault(result, 0);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
