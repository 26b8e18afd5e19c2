// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import peaceofmind.foundation.log.PlainText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * What was seen of a layer.
 *
 * @param seen one line for people: {@code 192.0.2.1 is in the table of neighbours}; empty when nothing is known
 */
public record LayerReading(LayerState state, String seen) {

    public static final LayerReading NOT_TRIED = new LayerReading(LayerState.UNKNOWN, "");

    private static final int MAX_SEEN_CHARS = 300;

    public boolean isUp() {
        return state == LayerState.UP;
    }

    public boolean isDown() {
        return state == LayerState.DOWN;
    }

    JsonObject toJson() {
        return Json.object().put("state", state.word()).put("seen", seen).build();
    }

    static LayerReading parse(JsonObject parent, String name) {
        return parent.object(name)
                .map(json -> new LayerReading(
                        LayerState.parse(json.text("state")),
                        oneLine(json.text("seen").orElse(""), MAX_SEEN_CHARS)))
                .orElse(NOT_TRIED);
    }

    /** The text stands in the journal and on terminals, and comes from a process that speaks with the network. */
    static String oneLine(String text, int maxChars) {
        String clean = PlainText.of(text).strip();
        return clean.substring(0, Math.min(clean.length(), maxChars));
    }
}
