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
import java.util.concurrent.Future;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/** Asks another process of this device over its control socket. */
public final class ControlClient {

    private static final int MAX_RESPONSE_BYTES = 4 * 1024 * 1024;

    private final String serverName;
    private final Path socket;

    /** @param serverName how messages call the other end, such as "the watchdog" */
    public ControlClient(String serverName, Path socket) {
        this.serverName = serverName;
        this.socket = socket;
    }

    /**
     * Asks, and waits for the answer.
     *
     * @param timeout for the whole exchange
     * @throws ControlException in words for the person who asked
     */
    public JsonObject send(JsonObject request, Duration timeout) throws ControlException {
        String response;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            Future<?> timer = ControlSockets.closeAfter(channel, timeout);
            try {
                ControlSockets.checkLength(socket);
                channel.connect(UnixDomainSocketAddress.of(socket));
                ControlSockets.writeLine(channel, request.toJson());
                response = ControlSockets.readLine(channel, MAX_RESPONSE_BYTES);
            } finally {
                timer.cancel(false);
            }
        } catch (ClosedChannelException timedOut) {
            throw new ControlException(
                    Kind.NO_ANSWER, serverName + " did not answer within " + timeout.toMillis() / 1000.0 + " s");
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
                    "you may not talk to " + serverName + ": its socket " + socket + " is for its own user and group"
                            + groupHint());
        } else if (message.contains("no such file") || message.contains("connection refused")) {
            return new ControlException(Kind.NOT_RUNNING, serverName + " is not running (nobody listens on " + socket + ")");
        }
        return new ControlException(
                Kind.NO_ANSWER, serverName + " could not be asked over " + socket + ": " + problem.getMessage());
    }

    private String groupHint() {
        try {
            String group = Files.readAttributes(socket, PosixFileAttributes.class)
                    .group()
                    .getName();
            return "; ask with sudo, or join it: sudo adduser $USER " + group + ", and log in again";
        } catch (IOException | UnsupportedOperationException unknown) {
            return "; ask with sudo, or join that group";
        }
    }

    private JsonObject parseResult(String response) throws ControlException {
        JsonObject json;
        try {
            json = Json.parseObject(response);
        } catch (JsonException notJson) {
            throw new ControlException(
                    Kind.NO_ANSWER, serverName + " answered with something unreadable: " + notJson.getMessage());
        }
        if (json.bool("ok").orElse(false)) {
            return json.object("result").orElseGet(() -> Json.object().build());
        }
        Kind kind = json.text("kind").map(ControlClient::parseKind).orElse(Kind.REFUSED);
        throw new ControlException(kind, json.text("error").orElse(serverName + " refused without a reason"));
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
