package peaceofmind.cli.status;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import peaceofmind.agent.AgentConfig;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.RecorderConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code peace status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells how the device is, on one screen.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:healthy",
            " 1:degraded: it works, something needs attention",
            " 2:down: it does not do its work",
            " 3:unknown: its state cannot be determined"
        })
public final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean asJson;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "SECONDS",
            description = "Refresh until Ctrl-C, every SECONDS (default: 2).")
    private Optional<Integer> watchSeconds = Optional.empty();

    StatusCommand() {}

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        if (watchSeconds.isEmpty()) {
            return print(
                    device,
                    asJson,
                    Tty.ofOutput(System.getenv()),
                    spec.commandLine().getOut());
        } else if (watchSeconds.get() < 1 || watchSeconds.get() > 3600) {
            throw new ParameterException(spec.commandLine(), "--watch takes 1 to 3600 seconds");
        }
        Tty tty = Tty.ofOutput(System.getenv());
        PrintWriter out = spec.commandLine().getOut();
        while (!Thread.currentThread().isInterrupted()) {
            // Cursor home and clear, to avoid scrolling.
            out.print(Tty.isTerminal() && !asJson ? "\u001b[H\u001b[2J" : "");
            print(device, asJson, tty, out);
            out.flush();
            Clock.system().sleep(Duration.ofSeconds(watchSeconds.get()));
        }
        return 0;
    }

    /**
     * {@code peace status} without options, which people type at night over a slow connection: skips the parser of command lines, which
     * takes half of the whole time.
     *
     * @return its exit code
     */
    public static int runPlain(PrintWriter out) throws ConfigException {
        return print(new TargetDevice(), false, Tty.ofOutput(System.getenv()), out);
    }

    private static int print(TargetDevice device, boolean asJson, Tty tty, PrintWriter out) throws ConfigException {
        HealthReport report = report(device);
        if (asJson) {
            out.println(report.toJson().toPrettyJson());
        } else {
            report.toLines(tty).forEach(out::println);
        }
        return report.level().exitCode();
    }

    private static HealthReport report(TargetDevice device) throws ConfigException {
        RecorderConfig recorder = device.recorder();
        AgentConfig agent = device.agent();
        StatusSources.SourceResults results = StatusSources.query(new StatusSources.SourceLocations(
                device.watchdog().socket(),
                recorder.socket(),
                agent.address(),
                agent.recorderPort(),
                recorder.storage(),
                recorder.logFolder()));
        return new HealthReport(
                device.name(),
                StatusEvaluator.evaluate(results, recorder.refuseBelowFree(), recorder.warnBelowFree()),
                events(results.events().value()));
    }

    private static List<JsonObject> events(Optional<JsonObject> history) {
        return history.stream()
                .flatMap(json -> json.items("events").stream())
                .<JsonObject>mapMulti((Json item, Consumer<JsonObject> each) -> {
                    if (item instanceof JsonObject event) {
                        each.accept(event);
                    }
                })
                .toList();
    }
}
