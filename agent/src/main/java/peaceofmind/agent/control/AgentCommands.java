package peaceofmind.agent.control;

import java.util.Map;
import java.util.TreeMap;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Gives each request to the feature that registered its command. Whoever may write to the socket may ask for everything. */
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
                    "unknown command \"" + command + "\": " + String.join(", ", commands.keySet()) + " are known");
        }
        return handler.handle(request, peer);
    }
}
