package peaceofmind.alerting;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import peaceofmind.contract.alert.AlertCatalogue;
import peaceofmind.foundation.config.ConfigUnits;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.control.ControlHandler.Peer;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** What can be asked of the alerts over the agent's socket. */
public final class AlertCommands {

    private static final Duration STANDARD_SILENCE = Duration.ofHours(1);
    private static final Duration LONGEST_SILENCE = Duration.ofDays(30);

    private final AlertEngine engine;
    private final AlertBoard board;
    private final Consumer<Notice> notifier;
    private final Supplier<List<String>> channels;
    private final Supplier<List<String>> problems;
    private final Clock clock;

    /**
     * @param notifier takes the test
     * @param channels names of those who are told
     * @param problems what keeps messages from going out
     */
    public AlertCommands(
            AlertEngine engine,
            Consumer<Notice> notifier,
            Supplier<List<String>> channels,
            Supplier<List<String>> problems,
            Clock clock) {
        this.engine = engine;
        this.board = new AlertBoard(engine);
        this.notifier = notifier;
        this.channels = channels;
        this.problems = problems;
        this.clock = clock;
    }

    /** By command. */
    public Map<String, ControlHandler> handlers() {
        return Map.of(
                "alerts", (_, _) -> list(),
                "alert_test", (_, _) -> test(),
                "silence", this::silence,
                "unsilence", (request, _) -> unsilence(request));
    }

    private JsonObject list() {
        List<JsonObject> firing = new ArrayList<>();
        for (Alert alert : board.firing()) {
            Json.ObjectBuilder json = Json.object();
            AlertJson.of(alert).members().forEach(json::put);
            board.mutedBecause(alert).ifPresent(why -> json.put("muted", why));
            firing.add(json.build());
        }
        return Json.object()
                .put("firing", firing)
                .put("pending", board.pending().stream().map(AlertJson::of).toList())
                .put("past", board.past().stream().map(AlertJson::of).toList())
                .put("silences", board.silences().stream().map(Silence::toJson).toList())
                .put("channels", Json.texts(channels.get()))
                .put("problems", Json.texts(problems.get()))
                .build();
    }

    private JsonObject test() throws ControlException {
        List<String> told = channels.get();
        if (told.isEmpty()) {
            throw new ControlException(
                    Kind.REFUSED, "nobody is told of alerts: set alerts.mail or alerts.webhooks in the configuration");
        }
        String id = "%013d-test".formatted(clock.now().toEpochMilli());
        notifier.accept(new Notice(id, id, Notice.Kind.TEST, clock.now(), List.of()));
        return message("a test goes out by " + String.join(", ", told)
                + (problems.get().isEmpty() ? "" : "; trouble so far: " + String.join("; ", problems.get())));
    }

    private JsonObject silence(JsonObject request, Peer peer) throws ControlException {
        String alert = request.text("alert").orElse(Silence.ALL);
        if (!alert.equals(Silence.ALL) && AlertCatalogue.rule(alert).isEmpty()) {
            throw new ControlException(Kind.REFUSED, "there is no alert \"" + alert + "\": see docs/alerts.md");
        }
        Optional<String> text = request.text("length");
        Duration length = text.isEmpty()
                ? STANDARD_SILENCE
                : ConfigUnits.parseDuration(text.get())
                        .filter(one -> one.isPositive() && one.compareTo(LONGEST_SILENCE) <= 0)
                        .orElseThrow(() -> new ControlException(
                                Kind.REFUSED, "\"" + text.get() + "\" is no time such as 30min or 2h, at most 30d"));
        Instant until = clock.now().plus(length);
        try {
            engine.silence(alert, until, peer.user(), request.text("why").orElse(""));
        } catch (IOException problem) {
            throw new ControlException(Kind.REFUSED, "not silenced: " + problem.getMessage());
        }
        return message((alert.equals(Silence.ALL) ? "all alerts are" : alert + " is") + " silent until " + until);
    }

    private JsonObject unsilence(JsonObject request) throws ControlException {
        try {
            int ended = engine.unsilence(request.text("alert"));
            return message(ended == 0 ? "nothing was silenced" : ended + " silence(s) ended");
        } catch (IOException problem) {
            throw new ControlException(Kind.REFUSED, "not kept over a restart: " + problem.getMessage());
        }
    }

    private static JsonObject message(String text) {
        return Json.object().put("message", text).build();
    }
}
