// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import peaceofmind.alerting.notify.SendException.Kind;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Pushover's message API (pushover.net/api): a form with the application's token and the user's key. */
record PushoverFormat(WebhookConfig config) implements MessageFormat {

    /** Of 1,024 and 250, the ellipsis included. */
    private static final int MAX_CHARACTERS = 1_000;

    private static final int MAX_TITLE_CHARACTERS = 240;

    @Override
    public HttpRequest.Builder request(Message message) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("token", config.token().orElse(""));
        fields.put("user", config.to().orElse(""));
        fields.put("title", MessageText.truncate(message.subject(), MAX_TITLE_CHARACTERS));
        fields.put("message", MessageText.truncate(message.text(), MAX_CHARACTERS));
        fields.put(
                "priority",
                switch (message.severity()) {
                    // Not 2, which repeats itself until it is acknowledged.
                    case CRITICAL -> "1";
                    case WARNING -> "0";
                    case INFO -> "-1";
                });
        if (!message.isTimeUnknown()) {
            fields.put("timestamp", Long.toString(message.at().getEpochSecond()));
        }
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(config.address("/1/messages.json"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
    }

    @Override
    public void check(WebhookResponse response) throws SendException {
        JsonObject json = response.json();
        if (response.isSuccess() && json.integer("status").orElse(0L) == 1) {
            return;
        }
        String reason = json.items("errors").stream().map(PushoverFormat::text).collect(Collectors.joining("; "));
        // A key of the form that is invalid stands beside the errors, by its name.
        boolean isTokenWrong = json.text("token").isPresent();
        if (isTokenWrong || json.text("user").isPresent()) {
            // What the owner has to correct concerns every message: none is given up for it.
            throw response.failure(
                    Kind.NOT_SENT,
                    reason,
                    isTokenWrong ? "check the application's token in token_file" : "check \"to\"");
        } else if (response.status() == 429) {
            throw response.failure(Kind.NOT_SENT, reason, "the application's messages of this month are used up");
        }
        throw response.failure(response.isSuccess() ? Kind.NOT_SENT : response.kind(), reason, "");
    }

    private static String text(Json item) {
        return item instanceof Json.JsonText text ? text.value() : item.toString();
    }
}
