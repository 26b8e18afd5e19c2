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
                results.add(mail(startTimeout));
            }
            if (outbound.ping()) {
                String problem = problemOf("ping_test", startTimeout);
                results.add(problem.isEmpty() ? SetupStep.done("ping: accepted") : notAccepted("ping", problem));
            }
        } catch (ControlException problem) {
            results.add(SetupStep.failed("tried: " + problem.getMessage()));
        }
        return results;
    }

    private SetupStep mail(Duration startTimeout) throws ControlException, InterruptedException {
        // The test message waits in a queue, and would be retried for a week where the server can't be reached.
        String problem = problemOf("mail_login", startTimeout);
        if (!problem.isEmpty()) {
            return notAccepted("mail", problem);
        }
        String sent =
                sendOnceRunning("alert_test", startTimeout).text("message").orElse("");
        return SetupStep.done("mail: the server accepts the login; " + sent + ": check that it arrives");
    }

    private static SetupStep describeReceiver(JsonObject receiver) {
        String kind = receiver.text("kind").orElse("");
        String problem = receiver.text("problem").orElse("");
        return problem.isEmpty()
                ? SetupStep.done(kind + ": " + receiver.text("host").orElse("") + " accepts what is sent")
                : notAccepted(kind, problem);
    }

    private static SetupStep notAccepted(String kind, String problem) {
        return new SetupStep(false, kind + ": NOT accepted: " + problem);
    }

    private String problemOf(String command, Duration startTimeout) throws ControlException, InterruptedException {
        return sendOnceRunning(command, startTimeout).text("problem").orElse("");
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
