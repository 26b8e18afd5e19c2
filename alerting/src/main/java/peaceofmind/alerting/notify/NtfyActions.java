// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import peaceofmind.alerting.remote.MessageButton;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Buttons as ntfy's actions of the type {@code http}: the phone publishes the code to the topic that the device reads. */
final class NtfyActions {

    /** ntfy rejects a message with more. */
    static final int MAX_ACTIONS = 3;

    private NtfyActions() {}

    /**
     * The header {@code Actions}, as JSON.
     *
     * @throws IOException when the token of the topic cannot be read; says what to do
     */
    static String of(List<MessageButton> buttons, WebhookConfig config) throws IOException {
        String url = config.commandAddress().toString();
        Optional<String> token = config.commandToken();
        List<Json> actions = buttons.stream()
                .limit(MAX_ACTIONS)
                .<Json>map(button -> action(button, url, token))
                .toList();
        return new Json.JsonArray(actions).toJson();
    }

    private static JsonObject action(MessageButton button, String url, Optional<String> token) {
        Json.ObjectBuilder action = Json.object()
                .put("action", "http")
                .put("label", button.label())
                .put("url", url)
                .put("method", "POST")
                .put("body", button.code())
                .put("clear", true);
        token.ifPresent(secret -> action.put(
                "headers",
                Json.object().put("Authorization", "Bearer " + secret).build()));
        return action.build();
    }
}
