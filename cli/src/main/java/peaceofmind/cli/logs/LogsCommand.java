// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.logs;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.machine.Machine;
import peaceofmind.cli.terminal.CommandFailedException;
import peaceofmind.contract.event.ServicePhrase;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.config.ConfigUnits;
import peaceofmind.foundation.time.Clock;
import peaceofmind.linux.ProcessLauncher;
import peaceofmind.watchdog.config.ServiceConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace logs}. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Shows the log of a component, from the journal or its log file.")
public final class LogsCommand implements Callable<Integer> {

    private static final int MAX_BYTES = 1_000_000;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private static final String WATCHDOG = "watchdog";
    private static final String AGENT = "agent";
    private static final String SYSTEM = "system";

    /** What the shell completes; a watched service has its own name as well. */
    static final class Components implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("recorder", WATCHDOG, AGENT, SYSTEM).iterator();
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Parameters(
            arity = "0..1",
            paramLabel = "COMPONENT",
            completionCandidates = Components.class,
            description = "A watched service (default: the first, also called recorder), watchdog, agent or system.")
    private Optional<String> component = Optional.empty();

    @Option(
            names = {"-f", "--follow"},
            description = "Keep printing new lines until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Show entries newer than this, such as 30min, 2h or 1d.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--errors", description = "Show errors and warnings only.")
    private boolean errorsOnly;

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            defaultValue = "50",
            description = "Number of lines (default: 50).")
    private int maxLines = 50;

    LogsCommand() {}

    @Override
    public Integer call() throws ConfigException, CommandFailedException, IOException, InterruptedException {
        Optional<Duration> maxAge = since.map(this::parseDuration);
        Optional<Path> file = file();
        boolean journal =
                Machine.real().hasSystemd() && device.watchdog().simulatedBoot().isEmpty();
        if (journal || (componentName().equals(SYSTEM) && file.isEmpty())) {
            return ProcessLauncher.runInForeground(
                    new JournalQuery(follow, errorsOnly, maxLines, maxAge).command(units()));
        } else if (file.isEmpty() || !Files.exists(file.get())) {
            String name = component.isPresent() ? component.get() : service().name();
            throw new CommandFailedException("no log of " + ServicePhrase.within(name) + " found"
                    + file.map(path -> " (no such file: " + path + ")").orElse(""));
        }
        print(file.get(), maxAge);
        return 0;
    }

    private Duration parseDuration(String text) {
        return ConfigUnits.parseDuration(text)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "invalid duration \"" + text + "\": expected such as 30min or 2h"));
    }

    private String componentName() {
        return component.orElse("recorder");
    }

    private List<String> units() throws ConfigException, CommandFailedException {
        return switch (componentName()) {
            case WATCHDOG -> List.of("recorder-watchdog.service");
            case AGENT -> List.of("recorder-agent.service");
            case SYSTEM -> List.of();
            default -> service().unit().stream().toList();
        };
    }

    private Optional<Path> file() throws ConfigException, CommandFailedException {
        Path folder = device.recorder().logFolder();
        return switch (componentName()) {
            case WATCHDOG -> Optional.of(device.watchdog().logFolder().resolve("watchdog.log"));
            case AGENT -> Optional.of(folder.resolve("agent.out"));
            case SYSTEM -> Optional.<Path>empty();
            default ->
                device.config().isPackagedRecorder(service())
                        ? Optional.of(folder.resolve("service.log"))
                        : service().logs().stream().findFirst();
        };
    }

    private ServiceConfig service() throws ConfigException, CommandFailedException {
        List<ServiceConfig> services = device.watchdog().services();
        Optional<ServiceConfig> named = services.stream()
                .filter(service -> service.name().equals(componentName()))
                .findFirst();
        if (named.isEmpty() && !componentName().equals("recorder")) {
            throw new CommandFailedException("nothing here is called " + componentName() + ": "
                    + String.join(
                            ", ", services.stream().map(ServiceConfig::name).toList())
                    + ", watchdog, agent and system have logs");
        }
        return named.orElse(services.getFirst());
    }

    private void print(Path file, Optional<Duration> maxAge) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Optional<Instant> from = maxAge.map(duration -> Instant.now().minus(duration));
        List<LogLine> lines = LogFiles.tail(file, MAX_BYTES).stream()
                .filter(line -> !errorsOnly || line.level() != LogLine.Level.OTHER)
                .filter(line -> from.isEmpty()
                        || line.at().filter(at -> at.isAfter(from.get())).isPresent())
                .toList();
        lines.subList(Math.max(0, lines.size() - maxLines), lines.size()).forEach(line -> out.println(line.text()));
        if (lines.isEmpty()) {
            out.println("No such lines in " + file);
        }
        out.flush();
        long position = Files.size(file);
        while (follow) {
            Clock.system().sleep(POLL_INTERVAL);
            long size = Files.size(file);
            // Smaller than before: it was rotated, and starts again from 0.
            int added = (int) Math.min(MAX_BYTES, size < position ? size : size - position);
            if (added > 0) {
                LogFiles.tail(file, added).forEach(line -> out.println(line.text()));
                out.flush();
            }
            position = size;
        }
    }
}
