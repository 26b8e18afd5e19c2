package peaceofmind.foundation.control;

import peaceofmind.heartbeat.json.Json.JsonObject;

/** Answers the requests that come in on a control socket. Called from several threads at once. */
public interface ControlHandler {

    /**
     * Answers one request.
     *
     * @param peer who asks, as the kernel says
     * @throws ControlException when it is refused or makes no sense: the asker gets the message
     */
    JsonObject handle(JsonObject request, Peer peer) throws ControlException;

    /**
     * The process at the other end.
     *
     * @param user name of its user, or its number where it has no name
     * @param group name of its main group, or its number
     */
    record Peer(String user, String group) {}
}
