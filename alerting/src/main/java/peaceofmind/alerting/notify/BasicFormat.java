// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;

/** JSON of our own, and the formats that ntfy, Slack and Discord document. */
record BasicFormat(WebhookConfig config, String device) implements MessageFormat {

    /** Discord accepts 2,000 characters. */
    private static final int MAX_TEXT_CHARACTERS = 1_900;

    /** ntfy turns longer messages into an attachment. */
    private static final int MAX_NTFY_BYTES = 4_000;

    @Override
    public HttpRequest.Builder request(Message message) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(config.address(""));
        if (config.format() == WebhookConfig.Format.NTFY) {
            Optional<String> token = config.token();
            if (token.isPresent()) {
                request.header("Authorization", "Bearer " + token.get());
            }
            if (!message.buttons().isEmpty()) {
                request.header("Actions", NtfyActions.of(message.buttons(), config));
            }
            return request.header("Title", encodedWord(message.subject()))
                    .header(
                            "Priority",
                            switch (message.severity()) {
                                case CRITICAL -> "urgent";
                                case WARNING -> "high";
                                case INFO -> "default";
                            })
                    .POST(BodyPublishers.ofString(MessageText.truncateBytes(message.text(), MAX_NTFY_BYTES)));
        }
        return request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json(message)));
    }

    @Override
    public void check(WebhookResponse response) throws SendException {
        if (!response.isSuccess()) {
            int status = response.status();
            throw response.failure(
                    response.kind(), status == 401 || status == 403 || status == 404 ? "check url or url_file" : "");
        }
    }

    private String json(Message message) {
        String both = MessageText.truncate(MessageText.both(message), MAX_TEXT_CHARACTERS);
        Json.ObjectBuilder json = Json.object();
        if (config.format() == WebhookConfig.Format.SLACK) {
            return json.put("text", both).build().toJson();
        } else if (config.format() == WebhookConfig.Format.DISCORD) {
            return json.put("content", both).build().toJson();
        }
        json.put("device", device)
                .put("id", message.id())
                .put("incident", message.threadId())
                .put("kind", message.kind().name().toLowerCase(Locale.ROOT))
                .put("severity", message.severity().label())
                .put("at", message.at().toString());
        if (message.isTimeUnknown()) {
            json.put("at_unknown", true);
        }
        return json.put("subject", message.subject())
                .put("text", message.text())
                .build()
                .toJson();
    }

    /** Headers are ASCII only; ntfy decodes RFC 2047. */
    private static String encodedWord(String text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
