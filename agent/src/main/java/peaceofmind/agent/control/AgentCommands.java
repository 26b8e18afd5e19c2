// SPDX-License-Identifier: Apache-2.0
package peaceofmind.agent.control;

import java.util.Map;
import java.util.TreeMap;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Dispatches each request to the handler of its command. Whoever may write to the socket may send every command. */
public final class AgentCommands implements ControlHandler {

    private final Map<String, ControlHandler> commands;

    public AgentCommands(Map<String, ControlHandler> commands) {
        this.commands = new TreeMap<>(commands);
    }

    @Override
    public JsonObject handle(JsonObject request, Peer peer) throws ControlException {
        String command = request.text("command").orElse("");
        ControlHandler handler = commands.get(command);
        if (handler == null) {
            throw new ControlException(
                    Kind.REFUSED,
                    "unknown command \"" + command + "\"; known commands: " + String.join(", ", commands.keySet()));
        }
        return handler.handle(request, peer);
    }
}
