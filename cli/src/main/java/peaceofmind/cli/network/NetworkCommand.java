// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.network;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import peaceofmind.cli.device.TargetDevice;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.foundation.config.ConfigException;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code peace network}. */
@Command(
        name = "network",
        mixinStandardHelpOptions = true,
        description = {
            "Shows each layer of the network, and where a fault is.",
            "From link and address to the receivers: what was seen of each, whose fault it is, what was repaired, and why nothing is"
                    + " repaired now. peace hold keeps the watchdog from repairing."
        })
public final class NetworkCommand implements Callable<Integer> {

    /** What to do. */
    enum Action {
        SHOW,
        TEST
    }

    /** The agent takes 9 s at most for a test. */
    private static final Duration AGENT_TIMEOUT = Duration.ofSeconds(12);

    private static final Duration WATCHDOG_TIMEOUT = Duration.ofSeconds(3);

    @Spec
    private CommandSpec spec;

    @Mixin
    private TargetDevice device;

    @Parameters(
            arity = "0..1",
            paramLabel = "test",
            description = "With test, the agent tries every layer now, within some seconds.")
    private Action action = Action.SHOW;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean asJson;

    NetworkCommand() {}

    /** Exit code 1 if a layer fails. */
    @Override
    public Integer call() throws ConfigException, ControlException {
        PrintWriter out = spec.commandLine().getOut();
        if (!device.watchdog().network().diagnose()) {
            out.println("The network is not checked on this device: network.diagnose is false.");
            return 1;
        }
        JsonObject agent = new AgentClient(device.agent().socket(), AGENT_TIMEOUT)
                .send(Json.object().put("command", "network").put("test", action == Action.TEST));
        Optional<JsonObject> watchdog = Optional.empty();
        String problem = "";
        try {
            watchdog = new WatchdogClient(device.watchdog().socket(), WATCHDOG_TIMEOUT)
                    .status()
                    .json()
                    .object("network");
        } catch (ControlException unavailable) {
            problem = ErrorText.of(unavailable);
        }
        if (asJson) {
            Json.ObjectBuilder json = Json.object().put("layers", agent);
            watchdog.ifPresent(ladder -> json.put("ladder", ladder));
            out.println(json.build().toPrettyJson());
        } else {
            new NetworkText(agent, watchdog, problem).lines().forEach(out::println);
        }
        return agent.text("failing").isPresent() ? 1 : 0;
    }
}
