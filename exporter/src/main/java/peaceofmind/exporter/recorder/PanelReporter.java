// SPDX-License-Identifier: Apache-2.0
package peaceofmind.exporter.recorder;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reports lights or a button that do not work, each problem once: as an event, since nobody in front of the device can know of it. */
public final class PanelReporter {

    private final Supplier<Optional<String>> problem;
    private final Consumer<String> events;
    private Optional<String> reported = Optional.empty();

    /** @param problem what the recorder's last heartbeat says of its lights and its button */
    public PanelReporter(Supplier<Optional<String>> problem, Consumer<String> events) {
        this.problem = problem;
        this.events = events;
    }

    /** To be called after each reading of the heartbeat. */
    public void poll() {
        Optional<String> current = problem.get();
        if (!current.equals(reported)) {
            current.ifPresent(text -> events.accept("the recorder reports: " + text));
            reported = current;
        }
    }
}
