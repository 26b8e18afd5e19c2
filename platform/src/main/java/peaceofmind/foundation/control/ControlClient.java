// SPDX-License-Identifier: Apache-2.0
package peaceofmind.foundation.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.Locale;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.time.TimeoutTimer;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** Sends requests to another process on this device over its control socket. */
public final class ControlClient {

    private static final int MAX_RESPONSE_BYTES = 4 * 1024 * 1024;

    private final String serverName;
    private final Path socket;

    /** @param serverName the other process's name in messages, such as "the watchdog" */
    public ControlClient(String serverName, Path socket) {
        this.serverName = serverName;
        this.socket = socket;
    }

    /**
     * Sends a request and waits for the response.
     *
     * @param timeout for the whole exchange
     * @throws ControlException with a message for the person who sent the request
     */
    public JsonObject send(JsonObject request, Duration timeout) throws ControlException {
        String response;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            TimeoutTimer.Timeout timer = ControlSockets.closeAfter(channel, timeout);
            try {
                ControlSockets.checkLength(socket);
                channel.connect(UnixDomainSocketAddress.of(socket));
                ControlSockets.writeLine(channel, request.toJson());
                response = ControlSockets.readLine(channel, MAX_RESPONSE_BYTES);
            } finally {
                timer.cancel();
            }
        } catch (ClosedChannelException timedOut) {
            throw new ControlException(
                    Kind.NO_ANSWER, serverName + " did not respond within " + timeout.toMillis() / 1000.0 + " s");
        } catch (IOException problem) {
            throw connectionFailure(problem);
        }
        return parseResult(response);
    }

    private ControlException connectionFailure(IOException problem) {
        String message = String.valueOf(problem.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("permission denied")) {
            return new ControlException(
                    Kind.NOT_ALLOWED,
                    "permission denied: only its own user and group can use " + serverName + "'s socket " + socket
                            + groupHint());
        } else if (message.contains("no such file") || message.contains("connection refused")) {
            return new ControlException(
                    Kind.NOT_RUNNING, serverName + " is not running (nothing is listening on " + socket + ")");
        }
        return new ControlException(
                Kind.NO_ANSWER, "cannot reach " + serverName + " over " + socket + ": " + ErrorText.of(problem));
    }

    private String groupHint() {
        try {
            String group = Files.readAttributes(socket, PosixFileAttributes.class)
                    .group()
                    .getName();
            return "; use sudo, or add yourself to the group (sudo adduser $USER " + group + ") and log in again";
        } catch (IOException | UnsupportedOperationException unknown) {
            return "; use sudo, or add yourself to that group";
        }
    }

    private JsonObject parseResult(String response) throws ControlException {
        JsonObject json;
        try {
            json = Json.parseObject(response);
        } catch (JsonException notJson) {
            throw new ControlException(
                    Kind.NO_ANSWER, serverName + " sent an invalid response: " + notJson.getMessage());
        }
        if (json.bool("ok").orElse(false)) {
            return json.object("result").orElseGet(() -> Json.object().build());
        }
        Kind kind = json.text("kind").map(ControlClient::parseKind).orElse(Kind.REFUSED);
        throw new ControlException(
                kind, json.text("error").orElse(serverName + " refused the request without giving a reason"));
    }

    private static Kind parseKind(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        return Kind.REFUSED;
    }
}
