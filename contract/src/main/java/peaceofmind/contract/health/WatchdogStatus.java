// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The watchdog's answer to {@code status}.
 *
 * @param rebootsLeft automatic reboots left today
 * @param noRebootBecause why none is allowed now; empty when one is
 * @param json everything, as the watchdog sent it
 */
public record WatchdogStatus(
        boolean dryRun,
        boolean rebootUnderWay,
        Optional<Long> rebootsLeft,
        Optional<String> noRebootBecause,
        List<HoldReport> holds,
        List<ServiceReport> services,
        JsonObject json) {

    public WatchdogStatus {
        holds = List.copyOf(holds);
        services = List.copyOf(services);
    }

    /** Empty when it watches no service of that name. */
    public Optional<ServiceReport> service(String name) {
        return services.stream().filter(service -> service.name().equals(name)).findFirst();
    }

    /** What is missing has a harmless default. */
    public static WatchdogStatus parse(JsonObject json) {
        Optional<JsonObject> reboots = json.object("reboots");
        return new WatchdogStatus(
                json.bool("dry_run").orElse(false),
                json.bool("reboot_under_way").orElse(false),
                reboots.flatMap(budget -> budget.integer("left_today")),
                reboots.flatMap(budget -> budget.text("not_now_because")),
                all(json, "holds", HoldReport::parse),
                all(json, "services", ServiceReport::parse),
                json);
    }

    private static <T> List<T> all(JsonObject json, String name, Function<JsonObject, T> parse) {
        return json.items(name).stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .map(parse)
                .toList();
    }
}
