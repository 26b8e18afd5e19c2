// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * Corrects times of a saved history that lie in the future. All of them are of the powered-on time, which nothing saved can be ahead
 * of; uncorrected, a reboot "in the year 2300" would use up the budget until then.
 */
final class HistoryCorrection {

    /** Times of the history are members with this ending. */
    private static final String TIME_SUFFIX = "_ms";

    /** The only time that may lie ahead: the end of a hold, by as much as the longest hold that can be configured. */
    private static final String HOLD_END = "until_ms";

    private static final Duration MAX_HOLD = Duration.ofDays(7);

    private final long poweredOnMillis;
    private int corrected;

    private HistoryCorrection(Duration poweredOn) {
        this.poweredOnMillis = poweredOn.toMillis();
    }

    /**
     * The history with its times limited.
     *
     * @param corrected number of times that were changed
     */
    record Corrected(JsonObject history, int corrected) {}

    static Corrected correct(JsonObject history, Duration poweredOn) {
        HistoryCorrection correction = new HistoryCorrection(poweredOn);
        JsonObject result = correction.object(history, Optional.empty());
        return new Corrected(result, correction.corrected);
    }

    private JsonObject object(JsonObject json, Optional<Long> limitMillis) {
        Json.ObjectBuilder result = Json.object();
        for (Map.Entry<String, Json> member : json.members().entrySet()) {
            String name = member.getKey();
            Optional<Long> limit = name.endsWith(TIME_SUFFIX) ? Optional.of(limitOf(name)) : limitMillis;
            result.put(name, value(member.getValue(), limit));
        }
        return result.build();
    }

    private long limitOf(String name) {
        return name.equals(HOLD_END) ? poweredOnMillis + MAX_HOLD.toMillis() : poweredOnMillis;
    }

    /** @param limitMillis of the member that it belongs to; empty when that one is no time */
    private Json value(Json json, Optional<Long> limitMillis) {
        if (json instanceof JsonObject object) {
            return object(object, limitMillis);
        } else if (json instanceof JsonArray array) {
            List<Json> items = new ArrayList<>();
            array.items().forEach(item -> items.add(value(item, limitMillis)));
            return new JsonArray(items);
        } else if (json instanceof JsonNumber number && limitMillis.isPresent() && isAbove(number, limitMillis.get())) {
            corrected++;
            return new JsonNumber(Long.toString(limitMillis.get()));
        }
        return json;
    }

    private static boolean isAbove(JsonNumber number, long limitMillis) {
        return number.doubleValue() > limitMillis;
    }
}
