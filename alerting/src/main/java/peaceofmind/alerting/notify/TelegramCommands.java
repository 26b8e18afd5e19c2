// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.alerting.remote.CommandTransport;
import peaceofmind.alerting.remote.MessageButton;
import peaceofmind.alerting.remote.ReceivedCommand;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * Commands by Telegram's Bot API (core.telegram.org/bots/api): {@code getUpdates} with long polling delivers the presses of buttons. Telegram
 * says from which chat and user a press is, and can't be made to lie by them.
 */
final class TelegramCommands implements CommandTransport {

    /** Telegram responds at once to a press, and after this time without one. */
    private static final Duration LONG_POLL = Duration.ofSeconds(50);

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_UPDATES = 20;

    /** An update has a message of at most 4,096 characters and what surrounds it. */
    private static final int MAX_UPDATES_BYTES = 2 * 1024 * 1024;

    private static final int MAX_CONFIRMATION_CHARACTERS = 190;

    private final WebhookConfig config;
    private final TelegramFormat format;
    private final HttpClient client = WebhookExchange.newClient();
    private final WebhookExchange poll;
    private final WebhookExchange exchange;

    TelegramCommands(WebhookConfig config) {
        this(config, LONG_POLL);
    }

    /** @param longPoll in whole seconds */
    TelegramCommands(WebhookConfig config, Duration longPoll) {
        this.config = config;
        this.format = new TelegramFormat(config);
        this.poll = new WebhookExchange(client, longPoll.plus(TIMEOUT), longPoll.plus(TIMEOUT), MAX_UPDATES_BYTES);
        this.exchange = new WebhookExchange(client, TIMEOUT, TIMEOUT, LimitedBody.MAX_BYTES);
    }

    @Override
    public Received receive(Optional<String> after) throws IOException {
        Json.ObjectBuilder body = Json.object()
                .put("timeout", poll.timeout().minus(TIMEOUT).toSeconds())
                .put("limit", (long) MAX_UPDATES)
                .put("allowed_updates", Json.texts(List.of("callback_query")));
        after.flatMap(TelegramCommands::parseId).ifPresent(id -> body.put("offset", id + 1));
        return parse(poll.send(() -> request("getUpdates", body)));
    }

    /** What a response says. */
    Received parse(WebhookResponse response) throws IOException {
        check(response);
        List<ReceivedCommand> commands = new ArrayList<>();
        Optional<String> lastId = Optional.empty();
        for (Json item : response.json().items("result")) {
            Optional<Long> id = item instanceof JsonObject update ? update.integer("update_id") : Optional.empty();
            if (!(item instanceof JsonObject update) || id.isEmpty()) {
                throw new IOException(
                        "the server sent an update without an update_id: is it one of Telegram's Bot API?");
            }
            lastId = Optional.of(Long.toString(id.get()));
            // What else was written to the bot before it was asked for presses only is skipped.
            update.object("callback_query").ifPresent(query -> commands.add(command(id.get(), query)));
        }
        return new Received(lastId, commands);
    }

    private static Optional<Long> parseId(String id) {
        return id.matches("\\d{1,18}") ? Optional.of(Long.parseLong(id)) : Optional.empty();
    }

    private ReceivedCommand command(long id, JsonObject query) {
        Optional<String> chat = query.object("message")
                .flatMap(message -> message.object("chat"))
                .flatMap(found -> found.integer("id"))
                .map(number -> Long.toString(number));
        Optional<String> user =
                query.object("from").flatMap(found -> found.integer("id")).map(number -> Long.toString(number));
        boolean isPermitted = config.remoteCommands().users().isEmpty()
                || user.filter(config.remoteCommands().users()::contains).isPresent();
        return new ReceivedCommand(
                Long.toString(id),
                query.text("data").orElse(""),
                "user " + user.orElse("unknown") + " of chat " + chat.orElse("unknown"),
                chat.isPresent() && chat.equals(config.to()) && isPermitted,
                query.text("id").orElse(""));
    }

    private HttpRequest.Builder request(String method, Json.ObjectBuilder body) throws IOException {
        return HttpRequest.newBuilder(config.address("/bot" + config.token().orElse("") + "/" + method))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.build().toJson()));
    }

    private void check(WebhookResponse response) throws IOException {
        if (response.status() == 409) {
            throw new IOException(
                    "another program receives this bot's messages: each device needs a bot of its own, without a webhook ("
                            + "the server responded with HTTP status 409)");
        }
        format.check(response);
    }

    @Override
    public void confirm(ReceivedCommand command, String text) throws IOException {
        Json.ObjectBuilder body = Json.object()
                .put("callback_query_id", command.replyId())
                .put("text", MessageText.truncate(text, MAX_CONFIRMATION_CHARACTERS));
        check(exchange.send(() -> request("answerCallbackQuery", body)));
    }

    @Override
    public void reply(String subject, String text, List<MessageButton> buttons) throws IOException {
        Message message = RemoteReply.message(subject, text, buttons);
        check(exchange.send(() -> format.request(message)));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
