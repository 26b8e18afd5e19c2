// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.alerting.notify.SendException.Kind;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * A message into a Matrix room, by the client-server API (spec.matrix.org, "Sending events to a room"). The message's id is the
 * transaction's: a server that has it already does not show it twice.
 */
record MatrixFormat(WebhookConfig config) implements MessageFormat {

    /** An event has at most 65,536 bytes, and contains the text twice, once escaped. */
    private static final int MAX_CHARACTERS = 4_000;

    @Override
    public HttpRequest.Builder request(Message message) throws IOException {
        String subject = MessageText.truncate(message.subject(), MAX_CHARACTERS / 4);
        String text = MessageText.truncate(message.text(), MAX_CHARACTERS - subject.length() - 1);
        String body = Json.object()
                // Not m.notice, of which clients do not notify by default.
                .put("msgtype", "m.text")
                .put("body", subject + "\n" + text)
                .put("format", "org.matrix.custom.html")
                .put("formatted_body", "<strong>" + escape(subject) + "</strong><br>" + escape(text.strip()))
                .build()
                .toJson();
        String path = "/_matrix/client/v3/rooms/" + encode(config.to().orElse("")) + "/send/m.room.message/"
                + encode(message.id());
        return HttpRequest.newBuilder(config.address(path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + config.token().orElse(""))
                .PUT(BodyPublishers.ofString(body));
    }

    private static String escape(String text) {
        return MessageTemplate.escapeHtml(text).replace("\n", "<br>");
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void check(WebhookResponse response) throws SendException {
        JsonObject json = response.json();
        if (response.isSuccess() && json.text("event_id").isPresent()) {
            return;
        }
        String code = json.text("errcode").orElse("");
        String reason = (code + " " + json.text("error").orElse("")).strip();
        throw switch (response.status()) {
            // What the owner has to correct concerns every message: none is given up for it.
            case 401 -> response.failure(Kind.NOT_SENT, reason, "check the access token in token_file");
            case 403 ->
                response.failure(Kind.NOT_SENT, reason, "invite the token's user into the room, and let it write");
            case 404 -> response.failure(Kind.NOT_SENT, reason, "check url, the homeserver's, and \"to\"");
            case 429 -> response.failure(Kind.NOT_SENT, reason, "", delay(json).or(response::requestedDelay));
            default -> response.failure(response.isSuccess() ? Kind.NOT_SENT : response.kind(), reason, "");
        };
    }

    private static Optional<Duration> delay(JsonObject json) {
        return json.integer("retry_after_ms").filter(millis -> millis > 0).map(Duration::ofMillis);
    }
}
