package peaceofmind.shipping.logs;

import java.util.List;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonNumber;

/**
 * A part of a file that was seen at one time, from one line's beginning to another's. The time stamp of a line follows from it, a
 * nanosecond for each byte before the line, so that equal lines differ and a second reading finds the same.
 *
 * @param start offset in the file, in bytes
 * @param end where the next part begins
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
