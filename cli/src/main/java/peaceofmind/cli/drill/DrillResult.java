package peaceofmind.cli.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * How a drill went.
 *
 * @param recoveryTime until it worked again; empty when it did not, or was not tried
 * @param message in words
 */
record DrillResult(DrillScenario scenario, Instant startedAt, DrillVerdict verdict, Optional<Duration> recoveryTime, Duration maxRecoveryTime, String message) {

    /** How it went. */
    enum DrillVerdict {
        KEPT,
        BROKEN,
        /** Something was in the way: nothing was tried. */
        NOT_TRIED,
        /** It goes on after the boot. */
        GOES_ON;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static DrillResult notTried(DrillScenario scenario, Instant startedAt, Duration maxRecoveryTime, String reason) {
        return new DrillResult(scenario, startedAt, DrillVerdict.NOT_TRIED, Optional.empty(), maxRecoveryTime, reason);
    }

    JsonObject toJson() {
        Json.ObjectBuilder json = Json.object()
                .put("scenario", scenario.label())
                .put("meaning", scenario.description())
                .put("at", startedAt.toString())
                .put("verdict", verdict.label())
                .put("promise_seconds", maxRecoveryTime.toMillis() / 1000.0)
                .put("what", message);
        recoveryTime.ifPresent(time -> json.put("took_seconds", time.toMillis() / 1000.0));
        return json.build();
    }

    /** One line for people. */
    String toLine() {
        String time = recoveryTime.map(duration -> String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0))
                .orElse("-");
        return String.format(
                Locale.ROOT,
                "%-8s %-9s %8s of %4d s  %s",
                scenario.label(),
                verdict.label(),
                time,
                maxRecoveryTime.toSeconds(),
                message);
    }
}
