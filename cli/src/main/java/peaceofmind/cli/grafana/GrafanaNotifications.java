// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonArray;
import peaceofmind.heartbeat.json.Json.JsonObject;

/** Who is notified: a contact point, and one route in the notification policies, which also contain other people's routes. */
final class GrafanaNotifications {

    static final String CONTACT_POINT = "Peace of Mind";
    static final String CONTACT_POINT_UID = "peace-of-mind-mail";

    private GrafanaNotifications() {}

    static JsonObject contactPoint(String addresses) {
        return Json.object()
                .put("uid", CONTACT_POINT_UID)
                .put("name", CONTACT_POINT)
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
                .put("receiver", CONTACT_POINT)
                .put("object_matchers", List.of(matcher))
                .put("group_by", Json.texts(List.of("instance", "alertname")))
                .put("group_wait", "30s")
                .put("group_interval", "5m")
                .put("repeat_interval", "12h")
                .build();
    }

    /** The tree with our route as its first one, everything else untouched; empty when it already has that route. */
    static Optional<JsonObject> withOurRoute(JsonObject tree) {
        List<Json> otherRoutes = new ArrayList<>();
        for (Json existing : tree.items("routes")) {
            boolean ours = existing instanceof JsonObject found
                    && found.text("receiver").filter(CONTACT_POINT::equals).isPresent();
            if (ours && JsonSubset.contains(existing, route())) {
                return Optional.empty();
            } else if (!ours) {
                otherRoutes.add(existing);
            }
        }
        otherRoutes.addFirst(route());
        Json.ObjectBuilder merged = Json.object();
        tree.members().forEach(merged::put);
        return Optional.of(merged.put("routes", new JsonArray(otherRoutes)).build());
    }
}
