// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.logs;

import java.util.List;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonNumber;

/**
 * A range of whole lines that was appended to a file between two polls. A line's timestamp is that of the range plus a nanosecond for
 * each byte before the line: equal lines differ, and reading them again yields the same timestamps.
 *
 * @param start offset in the file, in bytes
 * @param end offset of the next range
 * @param nanos when it was scanned, since 1970
 */
record ReadRange(long start, long end, long nanos) {

    long nanosAt(long offset) {
        return nanos + (offset - start);
    }

    Json toJson() {
        return Json.array(List.of(number(start), number(end), number(nanos)));
    }

    static Optional<ReadRange> fromJson(Json json) {
        if (json instanceof JsonArray array && array.items().size() == 3) {
            List<Long> numbers = array.items().stream()
                    .flatMap(item -> item instanceof JsonNumber number
                            ? number.longValue().stream()
                            : Optional.<Long>empty().stream())
                    .toList();
            if (numbers.size() == 3 && numbers.get(0) >= 0 && numbers.get(1) > numbers.get(0)) {
                return Optional.of(new ReadRange(numbers.get(0), numbers.get(1), numbers.get(2)));
            }
        }
        return Optional.empty();
    }

    private static Json number(long value) {
        return new JsonNumber(Long.toString(value));
    }
}
