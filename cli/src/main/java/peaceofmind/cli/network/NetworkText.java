// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.cli.terminal.HumanFormat;
import peaceofmind.contract.network.LayerReading;
import peaceofmind.contract.network.LayerState;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The output of {@code peace network}.
 *
 * @param agent its response to {@code network}
 * @param watchdog the member {@code network} of its status; empty if it does not respond, or is of an older version
 * @param problem why the watchdog did not respond; empty if it did
 */
record NetworkText(JsonObject agent, Optional<JsonObject> watchdog, String problem) {

    private static final int MAX_RUNGS = 5;

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String sentence = agent.text("sentence").orElse("");
        lines.add(sentence.isEmpty() ? "Nothing fails." : sentence);
        if (!sentence.isEmpty()) {
            lines.add("  Cause: " + agent.text("fault").orElse("unknown"));
            agent.text("next_step").filter(step -> !step.isEmpty()).ifPresent(step -> lines.add("  " + step));
        }
        lines.add("");
        agent.object("reading")
                .map(NetworkReading::parse)
                .ifPresent(reading -> reading.layers().forEach((layer, seen) -> lines.add(layer(layer.word(), seen))));
        lines.add("");
        lines.addAll(watchdog.map(NetworkText::ladder)
                .orElseGet(() ->
                        List.of("  repairs     not known: " + (problem.isEmpty() ? "an older watchdog" : problem))));
        return lines;
    }

    private static String layer(String name, LayerReading reading) {
        String state = reading.state() == LayerState.UNKNOWN
                ? "not tried"
                : reading.state().word();
        return "  %-11s %-9s  %s".formatted(name, state, reading.seen()).stripTrailing();
    }

    private static List<String> ladder(JsonObject network) {
        List<String> lines = new ArrayList<>();
        boolean on = network.bool("repair").orElse(false);
        long left = network.integer("repairs_left_today").orElse(0L);
        lines.add("  repairs     " + (on ? "on, " + left + " left today" : "off (network.repair)"));
        network.text("running").ifPresent(running -> lines.add("              running: " + running));
        network.text("not_now_because")
                .filter(_ -> on)
                .ifPresent(reason -> lines.add("              waiting: " + reason));
        List<Json> rungs = network.items("rungs");
        for (Json item : rungs.subList(Math.max(0, rungs.size() - MAX_RUNGS), rungs.size())) {
            if (item instanceof JsonObject rung) {
                lines.add("              " + rung.text("rung").orElse("") + " of "
                        + rung.text("link").orElse("") + ": "
                        + rung.text("result").orElse("").replace('_', ' ') + ", "
                        + HumanFormat.duration(
                                Duration.ofSeconds(rung.integer("seconds_ago").orElse(0L)))
                        + " ago");
            }
        }
        return lines;
    }
}
