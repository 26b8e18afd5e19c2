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
import peaceofmind.recorder.service.Inbox;
import peaceofmind.recorder.service.Reply;

/** The commands of the recorder's socket: whoever may open the socket may ask. */
public final class RecorderCommands implements ControlHandler {

    private static final long MAX_MINUTES = 24 * 60;

    private final Inbox inbox;
    private final Supplier<JsonObject> status;
    private final VideoCommands videos;

    /** @param videos the commands about videos, which need no main loop */
    public RecorderCommands(Inbox inbox, Supplier<JsonObject> status, VideoCommands videos) {
        this.videos = videos;
        this.inbox = inbox;
        this.status = status;
    }

    @Override
    public JsonObject handle(JsonObject request, Peer peer) throws ControlException {
        String command = request.text("command").orElse("");
        return switch (command) {
            case "start" -> ask(new Command.Start(length(request)));
            case "stop" -> ask(new Command.Stop());
            case "extend" -> ask(new Command.Extend());
            case "salvage" -> ask(new Command.Salvage());
            case "status" -> status.get();
            case "videos" -> videos.list(request);
            case "upload" -> videos.upload(request);
            case "clean" -> videos.clean();
            default ->
                throw new ControlException(
                        Kind.REFUSED,
                        "unknown command \"" + command
                                + "\": start, stop, extend, status, videos, upload, clean and salvage" + " are known");
        };
    }

    private static Optional<Duration> length(JsonObject request) throws ControlException {
        if (request.get("minutes").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(request.integer("minutes")
                .filter(minutes -> minutes > 0 && minutes <= MAX_MINUTES)
                .map(Duration::ofMinutes)
                .orElseThrow(() -> new ControlException(Kind.REFUSED, "\"minutes\" must be a whole number above 0")));
    }

    private JsonObject ask(Command command) throws ControlException {
        Reply reply = inbox.ask(command);
        if (!reply.accepted()) {
            throw new ControlException(Kind.REFUSED, reply.message());
        }
        return Json.object().put("message", reply.message()).build();
    }
}
