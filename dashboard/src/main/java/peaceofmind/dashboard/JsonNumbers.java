// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.util.OptionalDouble;
import peaceofmind.heartbeat.json.Json;

/** Optional values as JSON: an unknown value is null, never 0. */
final class JsonNumbers {

    private JsonNumbers() {}

    static Json of(OptionalDouble value) {
        if (value.isEmpty() || !Double.isFinite(value.getAsDouble())) {
            return Json.JsonNull.NULL;
        }
        double number = value.getAsDouble();
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
        return new Json.JsonNumber(whole ? Long.toString((long) number) : Double.toString(number));
    }

    /** Seconds since 1970 as ISO 8601. */
    static Json time(OptionalDouble seconds) {
        return seconds.isEmpty()
                ? Json.JsonNull.NULL
                : new Json.JsonText(java.time.Instant.ofEpochMilli((long) (seconds.getAsDouble() * 1000))
                        .toString());
    }
}
