// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.network;

import java.util.regex.Pattern;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * What was seen of one network interface of the hardware.
 *
 * @param name as the kernel calls it, such as {@code wlan0}
 * @param present false for one that has disappeared since it was last seen
 * @param enabled false if it was set down: by a person, or by a program on a person's behalf
 * @param receiving whether packets arrived within the last minute, or nobody knows
 * @param firmwareHalted whether the kernel reported lately that the firmware of this interface has halted
 * @param link carrier or association
 * @param address an address that is not link-local, and a route to a gateway
 */
public record LinkReading(
        String name,
        boolean wireless,
        boolean present,
        boolean enabled,
        boolean receiving,
        boolean firmwareHalted,
        LayerReading link,
        LayerReading address,
        LayerReading gateway) {

    private static final int MAX_NAME_CHARS = 15;

    /** The kernel's limit is 15 bytes. Stricter than the kernel: the name is part of a unit's name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_]{0,14}");

    /** Whether a repair may be requested for an interface of that name. */
    public static boolean isRepairableName(String name) {
        return NAME.matcher(name).matches();
    }

    /** How many of its layers work, counted from the bottom: of two links, the one with more is the better one. */
    int height() {
        if (!present) {
            return 0;
        } else if (!enabled) {
            return 1;
        } else if (!link.isUp()) {
            return 2;
        } else if (!address.isUp()) {
            return 3;
        }
        return gateway.isUp() ? 5 : 4;
    }

    JsonObject toJson() {
        return Json.object()
                .put("name", name)
                .put("wireless", wireless)
                .put("present", present)
                .put("enabled", enabled)
                .put("receiving", receiving)
                .put("firmware_halted", firmwareHalted)
                .put("link", link.toJson())
                .put("address", address.toJson())
                .put("gateway", gateway.toJson())
                .build();
    }

    /** What is missing never speaks for a repair. */
    static LinkReading parse(JsonObject json) {
        return new LinkReading(
                LayerReading.oneLine(json.text("name").orElse(""), MAX_NAME_CHARS),
                json.bool("wireless").orElse(false),
                json.bool("present").orElse(true),
                json.bool("enabled").orElse(false),
                json.bool("receiving").orElse(true),
                json.bool("firmware_halted").orElse(false),
                LayerReading.parse(json, "link"),
                LayerReading.parse(json, "address"),
                LayerReading.parse(json, "gateway"));
    }
}
