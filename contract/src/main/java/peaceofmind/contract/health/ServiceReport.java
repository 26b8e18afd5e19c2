// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * What the watchdog knows of one service.
 *
 * @param condition empty before it was observed, and when it is of another version
 * @param silence time since its last beat
 * @param limit of silence, after which it is restarted
 * @param restartsInWindow the failed ones, where the watchdog reports them
 * @param unstable whether it is started again and again, by the watchdog or by others
 * @param heartbeat the last one, however old
 * @param json everything, as the watchdog sent it
 */
public record ServiceReport(
        String name,
        Optional<ServiceCondition> condition,
        Duration silence,
        Duration limit,
        long restartsInWindow,
        long maxRestarts,
        boolean unstable,
        long startsByOthers,
        Optional<RecorderStatus> heartbeat,
        JsonObject json) {

    private static final double MAX_SECONDS = 1e9;

    /** What is missing has a harmless default. */
    public static ServiceReport parse(JsonObject json) {
        return new ServiceReport(
                json.text("name").orElse("service"),
                json.text("condition").flatMap(ServiceCondition::parse),
                seconds(json, "silence_seconds", 0),
                seconds(json, "limit_seconds", 30),
                json.integer("failed_restarts")
                        .or(() -> json.integer("restarts_in_window"))
                        .orElse(0L),
                json.integer("max_restarts").orElse(3L),
                json.bool("unstable").orElse(false),
                json.integer("starts_by_others_in_window").orElse(0L),
                json.object("heartbeat").map(RecorderStatus::parse),
                json);
    }

    /** What its probes met that did not succeed last, each with the probe's target; empty while all succeed, and for a heartbeat file. */
    public List<String> probeProblems() {
        return probes().filter(probe -> !probe.text("state").equals(Optional.of("alive")))
                .flatMap(probe -> probe.text("detail").stream())
                .toList();
    }

    /** Whether probes watch it, not a heartbeat file. */
    public boolean isProbed() {
        return probes().findAny().isPresent();
    }

    /** As the watchdog sent them; empty for a heartbeat file. */
    public Stream<JsonObject> probes() {
        return json.items("liveness").stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast);
    }

    /** The time after which the next successful probe is due; zero for a heartbeat file. */
    public Duration beatInterval() {
        return seconds(json, "beat_interval_seconds", 0);
    }

    static Duration seconds(JsonObject json, String name, double missing) {
        double seconds = json.number(name).orElse(missing);
        return Duration.ofMillis(Math.round(Math.clamp(seconds, 0, MAX_SECONDS) * 1000));
    }
}
