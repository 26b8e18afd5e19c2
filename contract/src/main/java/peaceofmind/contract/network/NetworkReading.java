// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * What the agent saw of the network at one moment.
 *
 * @param links interfaces of the hardware; empty in a container
 * @param intercepted whether something between the device and the internet responds in the place of others, such as a login page
 * @param sinceChange time since an address, a route, or whether an interface is enabled last changed, whoever changed it; an hour if longer
 * @param sessions people who are logged in over the network, as far as the kernel shows it
 */
public record NetworkReading(
        List<LinkReading> links,
        LayerReading dns,
        LayerReading internet,
        LayerReading receivers,
        boolean intercepted,
        Duration sinceChange,
        int sessions) {

    private static final int MAX_LINKS = 16;

    public NetworkReading {
        links = List.copyOf(links.subList(0, Math.min(links.size(), MAX_LINKS)));
    }

    /** One reading for each layer; of several links, the best. */
    public Map<NetworkLayer, LayerReading> layers() {
        Map<NetworkLayer, LayerReading> layers = new EnumMap<>(NetworkLayer.class);
        layers.put(NetworkLayer.LINK, best(LinkReading::link));
        layers.put(NetworkLayer.ADDRESS, best(LinkReading::address));
        layers.put(NetworkLayer.GATEWAY, best(LinkReading::gateway));
        layers.put(NetworkLayer.DNS, dns);
        layers.put(NetworkLayer.INTERNET, internet);
        layers.put(NetworkLayer.RECEIVERS, receivers);
        return layers;
    }

    private LayerReading best(Function<LinkReading, LayerReading> layer) {
        LayerState state =
                LayerState.best(links.stream().map(link -> layer.apply(link).state()));
        return links.stream()
                .filter(link -> layer.apply(link).state() == state)
                .findFirst()
                .map(link -> new LayerReading(
                        state, link.name() + ": " + layer.apply(link).seen()))
                .orElse(LayerReading.NOT_TRIED);
    }

    public JsonObject toJson() {
        return Json.object()
                .put("links", links.stream().map(LinkReading::toJson).toList())
                .put("dns", dns.toJson())
                .put("internet", internet.toJson())
                .put("receivers", receivers.toJson())
                .put("intercepted", intercepted)
                .put("since_change_seconds", sinceChange.toSeconds())
                .put("sessions", sessions)
                .build();
    }

    /** Reads what {@link #toJson} wrote; what is missing or malformed is unknown. */
    public static NetworkReading parse(JsonObject json) {
        return new NetworkReading(
                json.items("links").stream()
                        .filter(JsonObject.class::isInstance)
                        .map(link -> LinkReading.parse((JsonObject) link))
                        .toList(),
                LayerReading.parse(json, "dns"),
                LayerReading.parse(json, "internet"),
                LayerReading.parse(json, "receivers"),
                json.bool("intercepted").orElse(false),
                Duration.ofSeconds(
                        Math.clamp(json.integer("since_change_seconds").orElse(0L), 0L, 3600L)),
                (int) Math.clamp(json.integer("sessions").orElse(1L), 0L, 1000L));
    }
}
