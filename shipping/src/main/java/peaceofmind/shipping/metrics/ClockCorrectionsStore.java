package peaceofmind.shipping.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.shipping.metrics.ClockCorrections.State;
import peaceofmind.shipping.metrics.ClockCorrections.Step;
import peaceofmind.shipping.metrics.spool.SpoolFiles;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * What is known of the clock, beside the spool, so that an agent that is restarted while the clock is wrong still mends what waits there.
 * Counts on the monotonic clock of a boot being the same for all its processes, as Linux's is; what an earlier boot took before its clock
 * was set nobody can know. Not thread-safe.
 */
final class ClockCorrectionsStore {

    private static final String FILE_NAME = "clock.json";

    /** The wall clock is always trimmed a little. */
    private static final long IGNORED_DRIFT_MILLIS = 1_000;

    private final SpoolFiles files;
    private final Optional<String> bootId;
    private Optional<State> saved = Optional.empty();

    /** @param bootId of the kernel; without one nothing of the clock is carried over */
    ClockCorrectionsStore(SpoolFiles files, Optional<String> bootId) {
        this.files = files;
        this.bootId = bootId;
    }

    /**
     * What an earlier process left.
     *
     * @param hasSpooled whether blocks of it are in the spool: otherwise their numbers begin anew, and what was said of them is void
     * @param nextSequence of the first block of this process
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
            // As before there was such a file: what an earlier process took keeps the time that it has.
            return new ClockCorrections(unknown);
        }
    }

    private State parse(JsonObject json, long nextSequence) {
        List<Step> steps = new ArrayList<>();
        for (Json item : json.items("steps")) {
            if (item instanceof JsonObject step) {
                // What an earlier process did not bring to the disk has left its numbers to this one.
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

    /** Writes what is known, unless it is there already. */
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
