// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import peaceofmind.alerting.notify.SendException.Kind;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** A message to a Gotify server (gotify.net/api-docs). */
record GotifyFormat(WebhookConfig config) implements MessageFormat {

    /** Gotify has no limit; a phone's notification has. */
    private static final int MAX_CHARACTERS = 10_000;

    @Override
    public HttpRequest.Builder request(Message message) throws IOException {
        JsonObject asPlainText = Json.object()
                .put(
                        "client::display",
                        Json.object().put("contentType", "text/plain").build())
                .build();
        String body = Json.object()
                .put("title", message.subject())
                .put("message", MessageText.truncate(message.text(), MAX_CHARACTERS))
                .put(
                        "priority",
                        // Its app makes a sound from 4 on, and pops up from 8 on.
                        switch (message.severity()) {
                            case CRITICAL -> 8L;
                            case WARNING -> 5L;
                            case INFO -> 2L;
                        })
                .put("extras", asPlainText)
                .build()
                .toJson();
        return HttpRequest.newBuilder(config.address("/message"))
                .header("Content-Type", "application/json")
                .header("X-Gotify-Key", config.token().orElse(""))
                .POST(BodyPublishers.ofString(body));
    }

    @Override
    public void check(WebhookResponse response) throws SendException {
        JsonObject json = response.json();
        if (response.isSuccess() && json.integer("id").isPresent()) {
            return;
        }
        String reason =
                json.text("errorDescription").or(() -> json.text("error")).orElse("");
        throw switch (response.status()) {
            // What the owner has to correct concerns every message: none is given up for it.
            case 401, 403 -> response.failure(Kind.NOT_SENT, reason, "check the application's token in token_file");
            case 404 -> response.failure(Kind.NOT_SENT, reason, "check url: it is the server's, without /message");
            default -> response.failure(response.isSuccess() ? Kind.NOT_SENT : response.kind(), reason, "");
        };
    }
}
