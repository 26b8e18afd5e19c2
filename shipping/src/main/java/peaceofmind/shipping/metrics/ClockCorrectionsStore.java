// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;
import peaceofmind.shipping.metrics.ClockCorrections.State;
import peaceofmind.shipping.metrics.ClockCorrections.Step;
import peaceofmind.shipping.metrics.spool.SpoolFiles;

/**
 * Saves the clock corrections next to the spool: an agent that is restarted while the clock is wrong still corrects spooled samples.
 * Relies on Linux's monotonic clock being the same for all processes of a boot; samples that an earlier boot collected before its clock
 * was set cannot be corrected. Not thread-safe.
 */
final class ClockCorrectionsStore {

    private static final String FILE_NAME = "clock.json";

    /** NTP constantly adjusts the wall clock a little. */
    private static final long IGNORED_DRIFT_MILLIS = 1_000;

    private final SpoolFiles files;
    private final Optional<String> bootId;
    private Optional<State> saved = Optional.empty();

    /** @param bootId of the kernel; without one, the clock's state is not resumed */
    ClockCorrectionsStore(SpoolFiles files, Optional<String> bootId) {
        this.files = files;
        this.bootId = bootId;
    }

    /**
     * Loads the state that an earlier process saved.
     *
     * @param hasSpooled whether the spool has blocks of it: otherwise sequences start over, and the saved state is discarded
     * @param nextSequence sequence of this process's first block
     */
    ClockCorrections load(boolean hasSpooled, long nextSequence) {
        State unknown = new State(List.of(), nextSequence, Optional.empty(), false);
        try {
            byte[] content = files.read(FILE_NAME);
            if (content.length == 0) {
                return new ClockCorrections(unknown);
            } else if (!hasSpooled) {
                files.delete(FILE_NAME);
                return new ClockCorrections(unknown);
            }
            return new ClockCorrections(
                    parse(Json.parseObject(new String(content, StandardCharsets.UTF_8)), nextSequence));
        } catch (IOException | JsonException unreadable) {
            // Samples of an earlier process keep their recorded times.
            return new ClockCorrections(unknown);
        }
    }

    private State parse(JsonObject json, long nextSequence) {
        List<Step> steps = new ArrayList<>();
        for (Json item : json.items("steps")) {
            if (item instanceof JsonObject step) {
                // Blocks that an earlier process had not spilled: this process reuses their sequences.
                steps.add(new Step(
                        step.integer("from").orElse(Long.MAX_VALUE),
                        Math.min(step.integer("until").orElse(0L), nextSequence),
                        step.integer("shift_ms").orElse(0L)));
            }
        }
        if (bootId.isEmpty() || !bootId.equals(json.text("boot_id"))) {
            return new State(steps, nextSequence, Optional.empty(), false);
        }
        return new State(
                steps,
                Math.min(json.integer("doubtful_from").orElse(nextSequence), nextSequence),
                json.integer("offset_ms"),
                json.bool("confirmed").orElse(false));
    }

    /** Writes the state unless it is unchanged. */
    void save(State state) throws IOException {
        if (saved.isPresent() && isSame(saved.get(), state)) {
            return;
        }
        Json.ObjectBuilder json = Json.object().put("boot_id", bootId);
        state.offsetMillis().ifPresent(offset -> json.put("offset_ms", offset));
        json.put("doubtful_from", state.unconfirmedFrom()).put("confirmed", state.confirmed());
        json.put(
                "steps",
                state.steps().stream()
                        .map(step -> Json.object()
                                .put("from", step.from())
                                .put("until", step.until())
                                .put("shift_ms", step.shiftMillis())
                                .build())
                        .toList());
        files.replace(FILE_NAME, json.build().toJson().getBytes(StandardCharsets.UTF_8));
        saved = Optional.of(state);
    }

    private static boolean isSame(State one, State other) {
        return one.steps().equals(other.steps())
                && one.unconfirmedFrom() == other.unconfirmedFrom()
                && one.confirmed() == other.confirmed()
                && Math.abs(one.offsetMillis().orElse(0L) - other.offsetMillis().orElse(0L)) < IGNORED_DRIFT_MILLIS;
    }
}
