package peaceofmind.cli.grafana;

import java.util.List;
import java.util.Objects;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonNumber;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Whether a server has already what we would write: servers add members of their own, which do not count. */
final class Sameness {

    private Sameness() {}

    static boolean covers(Json present, Json wanted) {
        if (wanted instanceof JsonObject object) {
            return present instanceof JsonObject other
                    && object.members().entrySet().stream()
                            .allMatch(member -> other.get(member.getKey())
                                    .filter(value -> covers(value, member.getValue()))
                                    .isPresent());
        } else if (wanted instanceof JsonArray array) {
            return present instanceof JsonArray other && covers(other.items(), array.items());
        } else if (wanted instanceof JsonNumber number) {
            return present instanceof JsonNumber other
                    && Double.compare(number.doubleValue(), other.doubleValue()) == 0;
        }
        return Objects.equals(present, wanted);
    }

    private static boolean covers(List<? extends Json> present, List<? extends Json> wanted) {
        if (present.size() != wanted.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!covers(present.get(i), wanted.get(i))) {
                return false;
            }
        }
        return true;
    }
}
