// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The result of a drill.
 *
 * @param recoveryTime until it recovered; empty when it did not, or was not tried
 * @param message for people
 */
record DrillResult(
        DrillScenario scenario,
        Instant startedAt,
        DrillVerdict verdict,
        Optional<Duration> recoveryTime,
        Duration maxRecoveryTime,
        String message) {

    /** Whether recovery was in time. */
    enum DrillVerdict {
        PASSED("kept"),
        FAILED("broken"),
        /** The preconditions were not met: no fault was caused. */
        NOT_TRIED("not tried"),
        /** This fault cannot be caused for this service. */
        NOT_APPLICABLE("not applicable"),
        /** It continues after the boot. */
        PENDING("pending");

        private final String jsonName;

        DrillVerdict(String jsonName) {
            this.jsonName = jsonName;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static DrillResult notTried(DrillScenario scenario, Instant startedAt, Duration maxRecoveryTime, String reason) {
        return new DrillResult(scenario, startedAt, DrillVerdict.NOT_TRIED, Optional.empty(), maxRecoveryTime, reason);
    }

    static DrillResult notApplicable(
            DrillScenario scenario, Instant startedAt, Duration maxRecoveryTime, String reason) {
        return new DrillResult(
                scenario, startedAt, DrillVerdict.NOT_APPLICABLE, Optional.empty(), maxRecoveryTime, reason);
    }

    /** Whether the fault was caused. */
    boolean wasTried() {
        return switch (verdict) {
            case PASSED, FAILED, PENDING -> true;
            case NOT_TRIED, NOT_APPLICABLE -> false;
        };
    }

    JsonObject toJson() {
        Json.ObjectBuilder json = Json.object()
                .put("scenario", scenario.label())
                .put("meaning", scenario.description())
                .put("at", startedAt.toString())
                .put("verdict", verdict.jsonName)
                .put("promise_seconds", maxRecoveryTime.toMillis() / 1000.0)
                .put("what", message);
        recoveryTime.ifPresent(time -> json.put("took_seconds", time.toMillis() / 1000.0));
        return json.build();
    }

    /** One line for people. */
    String toLine() {
        String time = recoveryTime
                .map(duration -> String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0))
                .orElse("-");
        return String.format(
                Locale.ROOT,
                "%-8s %-14s %8s of %4d s  %s",
                scenario.label(),
                verdict.label(),
                time,
                maxRecoveryTime.toSeconds(),
                message);
    }
}
