// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import peaceofmind.alerting.notify.SendException.Kind;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * An adaptive card to the webhook of a workflow in Microsoft Teams ("Post to a channel when a webhook request is received"). A block of text
 * is a subset of Markdown, which is escaped, and has no line breaks: each line is a block.
 */
record TeamsFormat(WebhookConfig config) implements MessageFormat {

    /** Of 28 KB for the whole message. */
    private static final int MAX_BYTES = 27_000;

    private static final int MAX_SUBJECT_CHARACTERS = 500;

    @Override
    public HttpRequest.Builder request(Message message) throws IOException {
        return HttpRequest.newBuilder(config.address(""))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json(message)));
    }

    private static String json(Message message) {
        String text = message.text();
        String json = card(message, text);
        while (json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            text = MessageText.truncate(text, text.length() * 3 / 4);
            json = card(message, text);
        }
        return json;
    }

    private static String card(Message message, String text) {
        List<JsonObject> blocks = new ArrayList<>();
        blocks.add(block(MessageText.truncate(message.subject(), MAX_SUBJECT_CHARACTERS))
                .put("weight", "Bolder")
                .put("size", "Medium")
                .put("style", "heading")
                .build());
        text.strip()
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> blocks.add(block(line).put("spacing", "None").build()));
        JsonObject card = Json.object()
                .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .put("type", "AdaptiveCard")
                .put("version", "1.4")
                .put("body", blocks)
                .put("msteams", Json.object().put("width", "Full").build())
                .build();
        JsonObject attachment = Json.object()
                .put("contentType", "application/vnd.microsoft.card.adaptive")
                .put("content", card)
                .build();
        return Json.object()
                .put("type", "message")
                .put("attachments", List.of(attachment))
                .build()
                .toJson();
    }

    private static Json.ObjectBuilder block(String line) {
        return Json.object().put("type", "TextBlock").put("text", escape(line)).put("wrap", true);
    }

    private static String escape(String line) {
        return line.replaceAll("([\\\\`*_\\[\\]()#~|])", "\\\\$1")
                .replaceFirst("^(\\s*)([-+>])", "$1\\\\$2")
                .replaceFirst("^(\\s*\\d+)\\.", "$1\\\\.");
    }

    @Override
    public void check(WebhookResponse response) throws SendException {
        if (!response.isSuccess()) {
            String reason = response.json()
                    .object("error")
                    .flatMap(error -> error.text("message"))
                    .orElse("");
            throw switch (response.status()) {
                // What the owner has to correct concerns every message: none is given up for it.
                case 401, 403, 404 ->
                    response.failure(Kind.NOT_SENT, reason, "check url or url_file, and whether the workflow is on");
                default -> response.failure(response.kind(), reason, "");
            };
        }
    }
}
