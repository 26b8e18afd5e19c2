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
 * @param took until it worked again; empty when it did not, or was not tried
 * @param what in words
 */
record Result(Scenario scenario, Instant at, Verdict verdict, Optional<Duration> took, Duration promise, String what) {

    /** How it went. */
    enum Verdict {
        KEPT,
        BROKEN,
        /** Something was in the way: nothing was tried. */
        NOT_TRIED,
        /** It goes on after the boot. */
        GOES_ON;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static Result notTried(Scenario scenario, Instant at, Duration promise, String why) {
        return new Result(scenario, at, Verdict.NOT_TRIED, Optional.empty(), promise, why);
    }

    JsonObject toJson() {
        Json.ObjectBuilder json = Json.object()
                .put("scenario", scenario.word())
                .put("meaning", scenario.meaning())
                .put("at", at.toString())
                .put("verdict", verdict.word())
                .put("promise_seconds", promise.toMillis() / 1000.0)
                .put("what", what);
        took.ifPresent(time -> json.put("took_seconds", time.toMillis() / 1000.0));
        return json.build();
    }

    /** One line for people. */
    String line() {
        String time = took.map(length -> String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0))
                .orElse("-");
        return String.format(
                Locale.ROOT,
                "%-8s %-9s %8s of %4d s  %s",
                scenario.word(),
                verdict.word(),
                time,
                promise.toSeconds(),
                what);
    }
}
