package peaceofmind.cli.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Who is told: a contact point, and one route in the tree of policies that other people's routes are in, too. */
final class Notifications {

    static final String CONTACT = "Peace of Mind";
    static final String CONTACT_UID = "peace-of-mind-mail";

    private Notifications() {}

    static JsonObject contactPoint(String addresses) {
        return Json.object()
                .put("uid", CONTACT_UID)
                .put("name", CONTACT)
                .put("type", "email")
                .put(
                        "settings",
                        Json.object()
                                .put("addresses", addresses)
                                .put("singleEmail", true)
                                .build())
                .put("disableResolveMessage", false)
                .build();
    }

    private static JsonObject route() {
        Json matcher = Json.texts(List.of(GrafanaRules.LABEL, "=", GrafanaRules.LABEL_VALUE));
        return Json.object()
                .put("receiver", CONTACT)
                .put("object_matchers", List.of(matcher))
                .put("group_by", Json.texts(List.of("instance", "alertname")))
                .put("group_wait", "30s")
                .put("group_interval", "5m")
                .put("repeat_interval", "12h")
                .build();
    }

    /** The tree with our route as its first one, everything else untouched; empty when it is there as it should be. */
    static Optional<JsonObject> merged(JsonObject tree) {
        List<Json> others = new ArrayList<>();
        for (Json present : tree.items("routes")) {
            boolean ours = present instanceof JsonObject found
                    && found.text("receiver").filter(CONTACT::equals).isPresent();
            if (ours && Sameness.covers(present, route())) {
                return Optional.empty();
            } else if (!ours) {
                others.add(present);
            }
        }
        others.addFirst(route());
        Json.ObjectBuilder merged = Json.object();
        tree.members().forEach(merged::put);
        return Optional.of(merged.put("routes", new JsonArray(others)).build());
    }
}
