// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import java.util.List;
import java.util.Objects;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Whether a server has already what we would write: servers add members of their own, which do not count. */
final class JsonSubset {

    private JsonSubset() {}

    static boolean contains(Json existing, Json desired) {
        if (desired instanceof JsonObject object) {
            return existing instanceof JsonObject other
                    && object.members().entrySet().stream()
                            .allMatch(member -> other.get(member.getKey())
                                    .filter(value -> contains(value, member.getValue()))
                                    .isPresent());
        } else if (desired instanceof JsonArray array) {
            return existing instanceof JsonArray other && contains(other.items(), array.items());
        } else if (desired instanceof JsonNumber number) {
            return existing instanceof JsonNumber other
                    && Double.compare(number.doubleValue(), other.doubleValue()) == 0;
        }
        return Objects.equals(existing, desired);
    }

    private static boolean contains(List<? extends Json> existing, List<? extends Json> desired) {
        if (existing.size() != desired.size()) {
            return false;
        }
        for (int i = 0; i < desired.size(); i++) {
            if (!contains(existing.get(i), desired.get(i))) {
                return false;
            }
        }
        return true;
    }
}
