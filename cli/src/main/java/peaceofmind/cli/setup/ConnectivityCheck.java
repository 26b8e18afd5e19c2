// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.setup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.contract.client.AgentClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Has the agent try the configured receivers, mail server and ping, since it will use them with its own permissions. */
final class ConnectivityCheck {

    /** Of one exchange: the agent tries each receiver meanwhile. */
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(12);

    private final AgentClient agent;
    private final Clock clock;

    ConnectivityCheck(AgentClient agent, Clock clock) {
        this.agent = agent;
        this.clock = clock;
    }

    /**
     * Tries receivers, mail and ping; returns the results, for people.
     *
     * @param startTimeout how long an agent that has just been restarted may take to respond
     */
    List<SetupStep> run(OutboundSettings outbound, Duration startTimeout) throws InterruptedException {
        List<SetupStep> results = new ArrayList<>();
        try {
            if (outbound.metrics().isPresent() || outbound.logs().isPresent()) {
                for (Json item : sendOnceRunning("receivers_test", startTimeout).items("receivers")) {
                    if (item instanceof JsonObject receiver) {
                        results.add(describeReceiver(receiver));
                    }
                }
            }
            if (outbound.mail().isPresent()) {
                results.add(SetupStep.done("mail: "
                        + sendOnceRunning("alert_test", startTimeout)
                                .text("message")
                                .orElse("") + ": check that it arrives"));
            }
            if (outbound.ping()) {
                String problem = sendOnceRunning("ping_test", startTimeout)
                        .text("problem")
                        .orElse("");
                results.add(
                        problem.isEmpty()
                                ? SetupStep.done("ping: accepted")
                                : new SetupStep(false, "ping: NOT accepted: " + problem));
            }
        } catch (ControlException problem) {
            results.add(SetupStep.failed("tried: " + problem.getMessage()));
        }
        return results;
    }

    private static SetupStep describeReceiver(JsonObject receiver) {
        String kind = receiver.text("kind").orElse("") + ": ";
        String problem = receiver.text("problem").orElse("");
        if (problem.isEmpty()) {
            return SetupStep.done(kind + receiver.text("host").orElse("") + " accepts what is sent");
        }
        return new SetupStep(false, kind + "NOT accepted: " + problem);
    }

    private JsonObject sendOnceRunning(String command, Duration startTimeout)
            throws ControlException, InterruptedException {
        long deadlineNanos = clock.nanoTime() + startTimeout.toNanos();
        while (true) {
            try {
                return agent.send(Json.object().put("command", command));
            } catch (ControlException unavailable) {
                if (unavailable.kind() != ControlException.Kind.NOT_RUNNING || clock.nanoTime() - deadlineNanos >= 0) {
                    throw unavailable;
                }
                clock.sleep(Duration.ofMillis(500));
            }
        }
    }
}
