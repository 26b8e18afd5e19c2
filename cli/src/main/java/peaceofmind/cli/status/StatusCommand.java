// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.status;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.agent.AgentConfig;
import peaceofmind.cli.device.AgentPage;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.cli.terminal.TerminalSize;
import peaceofmind.cli.terminal.Tty;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.health.DeviceHealth;
import peaceofmind.contract.health.WatchedProgram;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.RecorderConfig;
import peaceofmind.watchdog.config.ServiceConfig;
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
        description = "Shows how the device is, on one screen.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:up: it works, and nothing needs attention",
            " 1:degraded: it works, something needs attention",
            " 2:down: it does not do its work",
            " 3:unknown: its state cannot be determined"
        })
public final class StatusCommand implements Callable<Integer> {

    private static final int SHOWN_EVENTS = 6;

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
            if (Tty.isTerminal() && !asJson) {
                Tty.clear(out);
                report(device)
                        .toScreen(tty, TerminalSize.of(System.getenv()).rows())
                        .forEach(out::println);
            } else {
                print(device, asJson, tty, out);
            }
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
        return report.health().level().exitCode();
    }

    private static HealthReport report(TargetDevice device) throws ConfigException {
        RecorderConfig recorder = device.recorder();
        AgentConfig agent = device.agent();
        WatchedProgram program = device.config().program();
        StatusSources sources = StatusSources.query(new StatusSources.Locations(
                device.watchdog().socket(),
                device.config().hasPackagedRecorder() ? Optional.of(recorder.socket()) : Optional.empty(),
                agent.socket(),
                () -> AgentPage.RECORDER.fetch(agent, StatusSources.LIMIT),
                program.isPackagedRecorder() ? recorder.storage() : agent.storage(),
                logs(device)));
        Instant now = Instant.now();
        DeviceHealth health = DeviceHealth.of(StatusSnapshot.of(
                sources, program, recorder.refuseBelowFree(), recorder.warnBelowFree(), now, ZoneId.systemDefault()));
        List<Event> events = sources.events().value().orElse(List.of());
        return new HealthReport(
                device.name(),
                health,
                new StatusParts(sources, program, health).parts(),
                new StatusFigures(sources, program),
                now,
                newest(events));
    }

    private static List<Path> logs(TargetDevice device) throws ConfigException {
        ServiceConfig first = device.watchdog().services().getFirst();
        List<Path> logs = new ArrayList<>(
                device.config().isPackagedRecorder(first)
                        ? List.of(device.recorder().logFolder().resolve("service.log"))
                        : first.logs());
        logs.add(device.watchdog().logFolder().resolve("watchdog.log"));
        return logs;
    }

    private static List<Event> newest(List<Event> events) {
        return events.subList(Math.max(0, events.size() - SHOWN_EVENTS), events.size());
    }
}
