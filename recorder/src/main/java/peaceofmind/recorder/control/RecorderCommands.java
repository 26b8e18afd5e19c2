// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.control;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.recorder.service.Command;
import peaceofmind.recorder.service.CommandQueue;
import peaceofmind.recorder.service.CommandReply;

/** The commands of the recorder's socket. Permission to connect is permission to use all of them. */
public final class RecorderCommands implements ControlHandler {

    private static final long MAX_RECORDING_MINUTES = 24 * 60;

    private final CommandQueue commandQueue;
    private final Supplier<JsonObject> status;
    private final VideoCommands videos;
    private final PreviewCommand preview;
    private final LoginCommands logins;

    /**
     * @param videos the commands about videos, which do not involve the main loop
     * @param preview likewise
     * @param logins likewise
     */
    public RecorderCommands(
            CommandQueue commandQueue,
            Supplier<JsonObject> status,
            VideoCommands videos,
            PreviewCommand preview,
            LoginCommands logins) {
        this.logins = logins;
        this.videos = videos;
        this.preview = preview;
        this.commandQueue = commandQueue;
        this.status = status;
    }

    @Override
    public JsonObject handle(JsonObject request, Peer peer) throws ControlException {
        String command = request.text("command").orElse("");
        return switch (command) {
            case "start" -> submit(request, new Command.Start(requestedLength(request)));
            case "stop" -> submit(request, new Command.Stop());
            case "extend" -> submit(request, new Command.Extend());
            case "salvage" -> submit(request, new Command.Salvage());
            case "status" -> status.get();
            case "videos" -> videos.list(request);
            case "upload" -> videos.upload(request);
            case "clean" -> videos.clean();
            case "preview" -> preview.run(request);
            case "login" -> login(request);
            case "login_status" -> logins.status(request);
            case "keep" -> videos.setRetained(request, true);
            case "release" -> videos.setRetained(request, false);
            case "delete" -> videos.delete(request);
            default ->
                throw new ControlException(
                        Kind.REFUSED,
                        "unknown command \"" + command
                                + "\"; use start, stop, extend, status, videos, upload, clean, keep, release, delete,"
                                + " preview, login, login_status or salvage");
        };
    }

    private JsonObject login(JsonObject request) throws ControlException {
        try {
            return logins.start(request);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ControlException(Kind.REFUSED, "the recorder is stopping");
        }
    }

    private static Optional<Duration> requestedLength(JsonObject request) throws ControlException {
        if (request.get("minutes").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(request.integer("minutes")
                .filter(minutes -> minutes > 0 && minutes <= MAX_RECORDING_MINUTES)
                .map(Duration::ofMinutes)
                .orElseThrow(() -> new ControlException(
                        Kind.REFUSED, "\"minutes\" must be a whole number from 1 to " + MAX_RECORDING_MINUTES)));
    }

    /** Without {@code camera}, to all of them. */
    private JsonObject submit(JsonObject request, Command command) throws ControlException {
        CommandReply reply = commandQueue.submit(request.text("camera"), command);
        if (!reply.accepted()) {
            throw new ControlException(Kind.REFUSED, reply.message());
        }
        return Json.object().put("message", reply.message()).build();
    }
}
