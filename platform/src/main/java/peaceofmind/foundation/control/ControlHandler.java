// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.control;

import peaceofmind.heartbeat.json.Json.JsonObject;

/** Handles the requests on a control socket. Called from several threads at once. */
public interface ControlHandler {

    /**
     * Handles one request and returns the result.
     *
     * @param peer who sent it, according to the kernel
     * @throws ControlException when it is refused or invalid: the client receives the message
     */
    JsonObject handle(JsonObject request, Peer peer) throws ControlException;

    /**
     * The process at the other end.
     *
     * @param user name of its user, or the numeric ID of a user without a name
     * @param group name of its primary group, or the numeric ID
     */
    record Peer(String user, String group) {}
}
