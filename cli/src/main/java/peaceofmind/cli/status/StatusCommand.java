package peaceofmind.cli.status;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.agent.AgentConfig;
import peaceofmind.cli.device.Device;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.RecorderConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            " 3:unknown: it can't be told"
        })
public final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Device device;

    @Option(names = "--json", description = "As JSON, for programs.")
    private boolean asJson;

    StatusCommand() {}

    @Override
    public Integer call() throws ConfigException {
        RecorderConfig recorder = device.recorder();
        AgentConfig agent = device.agent();
        Sources.Answers answers = Sources.ask(
                device.watchdog().socket(),
                recorder.socket(),
                agent.address(),
                agent.recorderPort(),
                recorder.storage());
        Report report = new Report(
                device.name(),
                Judge.judge(answers, recorder.refuseBelowFree(), recorder.warnBelowFree()),
                events(answers.events().value()));
        PrintWriter out = spec.commandLine().getOut();
        if (asJson) {
            out.println(report.toJson().toPrettyJson());
        } else {
            report.toLines().forEach(out::println);
        }
        return report.level().exitCode();
    }

    private static List<JsonObject> events(Optional<JsonObject> history) {
        return history.stream()
                .flatMap(json -> json.items("events").stream())
                .<JsonObject>mapMulti((Json item, java.util.function.Consumer<JsonObject> each) -> {
                    if (item instanceof JsonObject event) {
                        each.accept(event);
                    }
                })
                .toList();
    }
}
