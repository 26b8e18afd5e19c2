// SPDX-License-Identifier: Apache-2.0
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
import peaceofmind.foundation.config.ConfigUnits;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.foundation.control.ControlException.Kind;
import peaceofmind.foundation.control.ControlHandler;
import peaceofmind.foundation.control.ControlHandler.Peer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.foundation.time.Clock;
import peaceofmind.foundation.time.LocalTimestamp;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The commands of the agent's socket that are about alerts. */
public final class AlertCommands {

    private static final Duration DEFAULT_SILENCE = Duration.ofHours(1);
    private static final Duration MAX_SILENCE = Duration.ofDays(30);

    private final AlertEngine engine;
    private final AlertOverview overview;
    private final Consumer<Notification> notifier;
    private final Supplier<List<String>> channels;
    private final Supplier<List<String>> problems;
    private final Clock clock;

    /**
     * @param notifier sends the test message
     * @param channels names of the notification channels
     * @param problems why channels cannot send at the moment
     */
    public AlertCommands(
            AlertEngine engine,
            Consumer<Notification> notifier,
            Supplier<List<String>> channels,
            Supplier<List<String>> problems,
            Clock clock) {
        this.engine = engine;
        this.overview = new AlertOverview(engine);
        this.notifier = notifier;
        this.channels = channels;
        this.problems = problems;
        this.clock = clock;
    }

    /** Handlers by command name. */
    public Map<String, ControlHandler> handlers() {
        return Map.of(
                "alerts", (_, _) -> list(),
                "alert_test", (_, _) -> sendTest(),
                "silence", this::silence,
                "unsilence", (request, _) -> unsilence(request));
    }

    private JsonObject list() {
        List<JsonObject> firing = new ArrayList<>();
        for (Alert alert : overview.firing()) {
            Json.ObjectBuilder json = Json.object();
            AlertJson.of(alert).members().forEach(json::put);
            overview.silenceReason(alert).ifPresent(reason -> json.put("muted", reason));
            firing.add(json.build());
        }
        return Json.object()
                .put("firing", firing)
                .put("pending", overview.pending().stream().map(AlertJson::of).toList())
                .put("past", overview.past().stream().map(AlertJson::of).toList())
                .put(
                        "silences",
                        overview.silences().stream().map(Silence::toJson).toList())
                .put("channels", Json.texts(channels.get()))
                .put("problems", Json.texts(problems.get()))
                .build();
    }

    private JsonObject sendTest() throws ControlException {
        List<String> channelNames = channels.get();
        if (channelNames.isEmpty()) {
            throw new ControlException(
                    Kind.REFUSED,
                    "no notification channel is configured: set alerts.mail, alerts.webhooks or alerts.commands");
        }
        String id = "%013d-test".formatted(clock.now().toEpochMilli());
        notifier.accept(new Notification(id, id, Notification.Kind.TEST, clock.now(), List.of()));
        return message("sending a test message to " + String.join(", ", channelNames)
                + (problems.get().isEmpty() ? "" : "; current problems: " + String.join("; ", problems.get())));
    }

    private JsonObject silence(JsonObject request, Peer peer) throws ControlException {
        String alert = request.text("alert").orElse(Silence.ALL);
        if (!alert.equals(Silence.ALL) && !engine.hasRule(alert)) {
            throw new ControlException(Kind.REFUSED, "no alert is named \"" + alert + "\": see docs/alerts.md");
        }
        Optional<String> text = request.text("length");
        Duration duration = text.isEmpty()
                ? DEFAULT_SILENCE
                : ConfigUnits.parseDuration(text.get())
                        .filter(one -> one.isPositive() && one.compareTo(MAX_SILENCE) <= 0)
                        .orElseThrow(() -> new ControlException(
                                Kind.REFUSED,
                                "expected a duration such as 30min or 2h, at most 30d, not \"" + text.get() + "\""));
        Instant until = clock.now().plus(duration);
        try {
            engine.silence(
                    alert, until, peer.user(), PlainText.of(request.text("why").orElse("")));
        } catch (IOException problem) {
            throw new ControlException(Kind.REFUSED, "cannot add the silence: " + ErrorText.of(problem));
        }
        return message((alert.equals(Silence.ALL) ? "all alerts are" : alert + " is") + " silenced until "
                + LocalTimestamp.format(until));
    }

    private JsonObject unsilence(JsonObject request) throws ControlException {
        try {
            int removed = engine.unsilence(request.text("alert"));
            return message(
                    switch (removed) {
                        case 0 -> "no alert was silenced";
                        case 1 -> "1 silence removed";
                        default -> removed + " silences removed";
                    });
        } catch (IOException problem) {
            throw new ControlException(
                    Kind.REFUSED, "removed, but the silence returns after a restart: " + ErrorText.of(problem));
        }
    }

    private static JsonObject message(String text) {
        return Json.object().put("message", text).build();
    }
}
