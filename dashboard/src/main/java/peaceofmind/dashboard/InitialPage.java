// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * Renders the page with the current state inside: the sentence is readable before any script has run, and the tiles need no further
 * request. When the state is not available in time, or the user may read it only after a login, the page is sent without it and fetches
 * it itself.
 */
final class InitialPage {

    /** A blank page must not last longer, even when the watchdog does not respond. */
    private static final Duration STATE_TIMEOUT = Duration.ofMillis(500);

    private static final String UNKNOWN_VERDICT = "class=\"verdict unknown\"";
    private static final String LOADING_SENTENCE = "Asking the device …";
    private static final String NO_NEXT_STEP = "class=\"todo\" hidden></p>";
    private static final String EMPTY_DATA = "{\"session\":null,\"state\":null}";

    private final String template;
    private final StatePublisher statePublisher;
    private final Access access;
    private final Api api;

    InitialPage(byte[] template, StatePublisher statePublisher, Access access, Api api) {
        this.template = new String(template, StandardCharsets.UTF_8);
        this.statePublisher = statePublisher;
        this.access = access;
        this.api = api;
    }

    void serve(HttpExchange exchange) throws IOException, InterruptedException {
        Optional<String> state =
                access.mayRead(exchange) ? statePublisher.awaitCurrent(STATE_TIMEOUT) : Optional.empty();
        HttpExchanges.sendHtml(exchange, render(template, api.session(exchange), state));
    }

    static String render(String template, JsonObject session, Optional<String> state) {
        String data = "{\"session\":" + session.toJson() + ",\"state\":" + state.orElse("null") + "}";
        String page = state.map(text -> withVerdict(template, text)).orElse(template);
        // Inside a script element, only "<" could end the data early.
        return page.replace(EMPTY_DATA, data.replace("<", "\\u003c"));
    }

    private static String withVerdict(String template, String state) {
        JsonObject health = health(state);
        String level = health.text("level").orElse("unknown");
        String wait = health.bool("in_progress").orElse(false) ? " waiting" : "";
        String nextStep = health.text("next_step").orElse("");
        String page = template.replace(UNKNOWN_VERDICT, "class=\"verdict " + escapeHtml(level) + wait + "\"")
                .replace(LOADING_SENTENCE, escapeHtml(health.text("sentence").orElse(LOADING_SENTENCE)));
        return nextStep.isEmpty()
                ? page
                : page.replace(NO_NEXT_STEP, "class=\"todo\">" + escapeHtml(nextStep) + "</p>");
    }

    private static JsonObject health(String state) {
        try {
            return Json.parseObject(state)
                    .object("health")
                    .orElseGet(() -> Json.object().build());
        } catch (JsonException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String escapeHtml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
