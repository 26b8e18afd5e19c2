// SPDX-License-Identifier: Apache-2.0
package peaceofmind.alerting.notify;

import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * How the clock was set when a message was queued: enough to correct its time when the clock is set later.
 *
 * @param bootId of the kernel
 * @param offsetMillis of the wall clock, by which the message's time is given, from the monotonic clock of that boot
 * @param clockSet whether the clock was known to be set
 * @param correctionMillis by which the message's time was corrected since it was written
 * @param timeUnknown whether nothing is known about its time any more
 */
record ClockStamp(String bootId, long offsetMillis, boolean clockSet, long correctionMillis, boolean timeUnknown) {

    JsonObject toJson() {
        return Json.object()
                .put("boot", bootId)
                .put("offset_ms", offsetMillis)
                .put("set", clockSet)
                .put("correction_ms", correctionMillis)
                .build();
    }

    static Optional<ClockStamp> parse(JsonObject json) {
        return json.text("boot")
                .flatMap(boot -> json.integer("offset_ms")
                        .map(offset -> new ClockStamp(
                                boot,
                                offset,
                                json.bool("set").orElse(false),
                                json.integer("correction_ms").orElse(0L),
                                false)));
    }
}
