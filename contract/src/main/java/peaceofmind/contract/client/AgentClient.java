// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.contract.health.FiringAlert;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Queries the agent over its socket, which its user and group may use. */
public final class AgentClient {

    private final ControlClient control;
    private final Duration limit;

    /** @param limit of each exchange */
    public AgentClient(Path socket, Duration limit) {
        this.control = new ControlClient("the agent", socket);
        this.limit = limit;
    }

    /** The alerts that are firing, the worst first. */
    public List<FiringAlert> firing() throws ControlException {
        return send(Json.object().put("command", "alerts")).items("firing").stream()
                .filter(JsonObject.class::isInstance)
                .map(item -> FiringAlert.parse((JsonObject) item))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * A page of the agent's metrics, over its socket.
     *
     * @param page {@code recorder} or {@code node}
     */
    public MetricsPage metrics(String page) throws ControlException {
        return MetricsPage.parse(
                "the agent's socket",
                send(Json.object().put("command", "metrics").put("page", page))
                        .text("text")
                        .orElse(""));
    }

    /** Any request, and its whole answer. */
    public JsonObject send(Json.ObjectBuilder request) throws ControlException {
        return control.send(request.build(), limit);
    }
}
