// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.indicator;

import java.util.Optional;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Shows the recorder's state to the people in front of it. Called from the main loop: returns immediately and never throws. */
public interface Indicator {

    /** A recorder without lights. */
    Indicator NONE = _ -> {};

    void show(PanelView view);

    /** What its lights show then, for whoever shows it elsewhere; empty without lights. */
    default Optional<JsonObject> describe(PanelView view) {
        return Optional.empty();
    }

    /** Why lights or button do not work, and what to do; empty when they do, or when there are none. */
    default Optional<String> problem() {
        return Optional.empty();
    }
}
