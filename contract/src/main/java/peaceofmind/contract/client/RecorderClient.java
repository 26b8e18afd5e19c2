// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.client;

import java.nio.file.Path;
import java.time.Duration;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.foundation.control.ControlClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Queries and controls the recorder over its socket ({@code docs/recorder-control.md}). */
public final class RecorderClient {

    private final ControlClient control;
    private final Duration limit;

    /** @param limit of each exchange */
    public RecorderClient(Path socket, Duration limit) {
        this("the recorder", socket, limit);
    }

    /** @param name of the recorder in messages, such as {@code the recorder} */
    public RecorderClient(String name, Path socket, Duration limit) {
        this.control = new ControlClient(name, socket);
        this.limit = limit;
    }

    public RecorderStatus status() throws ControlException {
        return RecorderStatus.parse(send(Json.object().put("command", "status")));
    }

    /** Asks it to do something; what it answered, for the person who asked. */
    public String request(Json.ObjectBuilder request) throws ControlException {
        JsonObject reply = send(request);
        return reply.text("message").orElseGet(reply::toJson);
    }

    /** Any request, and its whole answer. */
    public JsonObject send(Json.ObjectBuilder request) throws ControlException {
        return control.send(request.build(), limit);
    }
}
