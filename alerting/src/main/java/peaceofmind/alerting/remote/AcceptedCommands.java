// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.remote;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.heartbeat.json.JsonException;

/**
 * When commands were accepted within the last hour, for the hourly limit; as part of the file of codes, so that a restart of the agent does
 * not start the hour again. Not thread-safe.
 */
final class AcceptedCommands {

    private static final Duration WINDOW = Duration.ofHours(1);

    /** More than the largest limit that can be configured. */
    private static final int MAX_TIMES = 100;

    private final String boot;
    private final Clock clock;

    /** By the monotonic clock of this boot, in milliseconds; oldest first. Those before the boot can be negative. */
    private final Deque<Long> times = new ArrayDeque<>();

    /** @param boot id of the current boot */
    AcceptedCommands(String boot, Clock clock) {
        this.boot = boot;
        this.clock = clock;
    }

    private long monotonicMillis() {
        return clock.nanoTime() / 1_000_000;
    }

    /**
     * Reads what {@link #toJson} wrote. A time that cannot be right, because the wall clock was set back during a reboot, counts as now: the
     * limit rather holds for too long than is forgotten.
     */
    void load(List<Json> items) throws JsonException {
        long now = monotonicMillis();
        for (Json item : items) {
            if (!(item instanceof JsonObject time)) {
                throw new JsonException("the time of an accepted command is no object");
            }
            long age = time.text("boot").filter(boot::equals).isPresent()
                    ? now - millis(time, "monotonic_ms")
                    : clock.now().toEpochMilli() - millis(time, "wall_ms");
            times.addLast(now - Math.max(0, Math.min(age, WINDOW.toMillis())));
        }
        drop();
    }

    private static long millis(JsonObject time, String name) throws JsonException {
        return time.integer(name)
                .filter(millis -> Math.abs(millis) < Long.MAX_VALUE / 4)
                .orElseThrow(() -> new JsonException("an accepted command has no " + name));
    }

    /** A command was accepted now. */
    void add() {
        times.addLast(monotonicMillis());
        drop();
    }

    /** Number of commands that were accepted within the last hour. */
    int count() {
        drop();
        return times.size();
    }

    private void drop() {
        long now = monotonicMillis();
        times.removeIf(time -> now - time >= WINDOW.toMillis());
        while (times.size() > MAX_TIMES) {
            times.removeFirst();
        }
    }

    /** The times by both clocks: after a reboot, only the wall clock is left. */
    List<JsonObject> toJson() {
        drop();
        long now = monotonicMillis();
        long wall = clock.now().toEpochMilli();
        return times.stream()
                .map(time -> Json.object()
                        .put("boot", boot)
                        .put("monotonic_ms", time)
                        .put("wall_ms", wall - (now - time))
                        .build())
                .toList();
    }
}
