// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.alerting.notify.SendException.Kind;
import peaceofmind.alerting.remote.MessageButton;
import peaceofmind.contract.alert.Severity;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** The method {@code sendMessage} of Telegram's Bot API (core.telegram.org/bots/api). The token is part of the URL. */
final class TelegramFormat implements MessageFormat {

    /** Of 4,096 after the entities are parsed. */
    private static final int MAX_CHARACTERS = 4_000;

    private static final int BUTTONS_IN_ROW = 2;

    private final WebhookConfig config;

    /** A group that becomes a supergroup gets another id; the configured one is refused from then on. */
    private volatile String chat;

    TelegramFormat(WebhookConfig config) {
        this.config = config;
        this.chat = config.to().orElse("");
    }

    @Override
    public HttpRequest.Builder request(Message message) throws IOException {
        Json.ObjectBuilder body = Json.object()
                .put("chat_id", chat)
                .put("text", html(message))
                .put("parse_mode", "HTML")
                .put(
                        "link_preview_options",
                        Json.object().put("is_disabled", true).build())
                .put("disable_notification", message.severity() == Severity.INFO);
        if (!message.buttons().isEmpty()) {
            body.put("reply_markup", keyboard(message.buttons()));
        }
        return HttpRequest.newBuilder(config.address("/bot" + config.token().orElse("") + "/sendMessage"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.build().toJson()));
    }

    /** Two in a row fit a phone. A press sends the code back ({@code callback_data}, at most 64 bytes). */
    private static JsonObject keyboard(List<MessageButton> buttons) {
        List<Json> rows = new ArrayList<>();
        for (int i = 0; i < buttons.size(); i += BUTTONS_IN_ROW) {
            List<JsonObject> row = buttons.subList(i, Math.min(i + BUTTONS_IN_ROW, buttons.size())).stream()
                    .map(button -> Json.object()
                            .put("text", button.label())
                            .put("callback_data", button.code())
                            .build())
                    .toList();
            rows.add(new Json.JsonArray(List.copyOf(row)));
        }
        return Json.object().put("inline_keyboard", rows).build();
    }

    /** Cut before it is escaped: half an entity would be refused. */
    private static String html(Message message) {
        String subject = MessageText.truncate(message.subject(), MAX_CHARACTERS / 4);
        String text = MessageText.truncate(message.text(), MAX_CHARACTERS - subject.length() - 1);
        return "<b>" + escape(subject) + "</b>\n" + escape(text);
    }

    /** The three that the Bot API asks for in its HTML style. */
    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public void check(WebhookResponse response) throws SendException {
        JsonObject json = response.json();
        if (response.isSuccess() && json.bool("ok").orElse(false)) {
            return;
        }
        String reason = json.text("description").orElse("");
        Optional<JsonObject> parameters = json.object("parameters");
        Optional<Long> newChat = parameters.flatMap(found -> found.integer("migrate_to_chat_id"));
        if (newChat.isPresent()) {
            chat = Long.toString(newChat.get());
            throw response.failure(Kind.NOT_SENT, reason, "set \"to\" to the group's new id, " + chat);
        }
        throw switch (response.status()) {
            // What the owner has to correct concerns every message: none is given up for it.
            case 401, 404 -> response.failure(Kind.NOT_SENT, reason, "check the bot's token in token_file");
            case 403 ->
                response.failure(Kind.NOT_SENT, reason, "let the bot write to the chat again: unblock or invite it");
            case 400 ->
                reason.contains("chat not found")
                        ? response.failure(Kind.NOT_SENT, reason, "check \"to\", and send the bot a message first")
                        : response.failure(Kind.REFUSED, reason, "");
            case 429 ->
                response.failure(
                        Kind.NOT_SENT,
                        reason,
                        "",
                        parameters
                                .flatMap(found -> found.integer("retry_after"))
                                .filter(seconds -> seconds > 0)
                                .map(Duration::ofSeconds)
                                .or(response::requestedDelay));
            default -> response.failure(response.isSuccess() ? Kind.NOT_SENT : response.kind(), reason, "");
        };
    }
}
