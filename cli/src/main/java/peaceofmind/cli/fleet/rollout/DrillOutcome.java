// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.fleet.rollout;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import peaceofmind.foundation.log.PlainText;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * How the drill of one device ended.
 *
 * @param detail for people, on one line
 * @param results of its scenarios, as {@code peace drill --json} has them; empty unless it reported
 */
public record DrillOutcome(String device, DrillState state, String detail, List<JsonObject> results) {

    /** The promise to recover in time, in the device's report. */
    private static final String RECOVERED = "kept";

    private static final String BROKEN = "broken";

    /** What is known about the device. */
    public enum DrillState {
        /** It recovered from each fault in time. */
        PASSED("passed"),
        /** From one it did not. */
        FAILED("failed"),
        /** The connection was lost: the drill may still be running there. */
        UNKNOWN("unknown"),
        /** The device refused, for example because it records: no fault was caused. */
        REFUSED("refused"),
        /** It cannot be reached, or needs attention already. */
        AWAY("away"),
        /** An earlier failure ended it before. */
        NOT_STARTED("not_started");

        private final String word;

        DrillState(String word) {
            this.word = word;
        }

        /** In JSON. */
        public String word() {
            return word;
        }

        /** Whether no further device must be drilled. */
        boolean stops() {
            return this == FAILED || this == UNKNOWN;
        }
    }

    public DrillOutcome {
        detail = PlainText.of(detail).strip();
        results = List.copyOf(results);
    }

    static DrillOutcome of(String device, DrillState state, String detail) {
        return new DrillOutcome(device, state, detail, List.of());
    }

    /** What the device said. Its report follows the lines of progress, which share its output. */
    static DrillOutcome of(String device, RemoteShell.Result result) {
        return switch (result) {
            case RemoteShell.NotReached away -> of(device, DrillState.AWAY, away.reason());
            case RemoteShell.Lost lost -> of(device, DrillState.UNKNOWN, lost.reason());
            case RemoteShell.Exited exited -> ofReport(device, exited);
        };
    }

    private static DrillOutcome ofReport(String device, RemoteShell.Exited exited) {
        Optional<List<JsonObject>> results = report(exited.output());
        if (results.isEmpty()) {
            String last =
                    exited.output().lines().filter(line -> !line.isBlank()).reduce("", (_, line) -> line);
            return exited.exitCode() == 0
                    ? of(device, DrillState.UNKNOWN, "its report cannot be read")
                    : of(device, DrillState.REFUSED, last.isEmpty() ? "exit code " + exited.exitCode() : last);
        }
        boolean isBroken = results.get().stream()
                .anyMatch(
                        result -> result.text("verdict").filter(BROKEN::equals).isPresent());
        return new DrillOutcome(
                device,
                isBroken ? DrillState.FAILED : exited.exitCode() == 0 ? DrillState.PASSED : DrillState.REFUSED,
                results.get().stream().map(DrillOutcome::line).collect(Collectors.joining("; ")),
                results.get());
    }

    private static Optional<List<JsonObject>> report(String output) {
        int start = output.startsWith("{") ? 0 : output.indexOf("\n{") + 1;
        if (!output.startsWith("{", start)) {
            return Optional.empty();
        }
        try {
            List<JsonObject> results = Json.parseObject(output.substring(start)).items("results").stream()
                    .filter(JsonObject.class::isInstance)
                    .map(JsonObject.class::cast)
                    .toList();
            return results.isEmpty() ? Optional.empty() : Optional.of(results);
        } catch (JsonException damaged) {
            return Optional.empty();
        }
    }

    private static String line(JsonObject result) {
        String scenario = result.text("scenario").orElse("?");
        String verdict = result.text("verdict").orElse("?");
        String outcome = verdict.equals(RECOVERED) ? "recovered" : verdict.equals(BROKEN) ? "did not recover" : verdict;
        String took = result.number("took_seconds")
                .map(seconds -> String.format(Locale.ROOT, " in %.1f s", seconds))
                .orElse("");
        String what =
                verdict.equals(RECOVERED) ? "" : ": " + result.text("what").orElse("");
        return scenario + " " + outcome + took + what;
    }

    /** The schema is in {@code docs/fleet.md}. */
    public JsonObject toJson() {
        return Json.object()
                .put("name", device)
                .put("result", state.word())
                .put("detail", detail)
                .put("results", results)
                .build();
    }
}
