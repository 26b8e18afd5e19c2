// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.network;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.contract.network.NetworkJudgement;
import peaceofmind.contract.network.NetworkReading;
import peaceofmind.contract.network.RepairOption;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.watchdog.policy.NetworkHistory;
import peaceofmind.watchdog.policy.NetworkPolicy;
import peaceofmind.watchdog.policy.NetworkState;

/**
 * The network as the watchdog knows it: the member {@code network} of its status.
 *
 * @param reading the agent's last; empty before the first
 * @param age of that reading
 */
public record NetworkView(NetworkPolicy policy, Optional<NetworkReading> reading, Duration age, NetworkState state) {

    /**
     * The member {@code network} of the watchdog's status.
     *
     * @param now powered-on time
     */
    public JsonObject toJson(NetworkHistory history, Duration now) {
        Json.ObjectBuilder json = Json.object()
                .put("repair", policy.repair())
                .put("power_cycle", policy.powerCycle())
                .put("reboot", policy.rebootAfter().isPresent())
                .put("outage", history.outage().isPresent())
                .put("repairs_left_today", history.leftToday(policy, now))
                .put("rungs", rungs(history, now))
                .put("totals", totals(history.totals()));
        state.judgement().ifPresent(judgement -> judgement(json, judgement));
        state.waitingBecause().ifPresent(reason -> json.put("not_now_because", reason));
        state.running().ifPresent(running -> json.put("running", running.rung().word() + " of " + running.link()));
        reading.ifPresent(last -> json.put("reading", last.toJson()).put("reading_age_seconds", age.toSeconds()));
        return json.build();
    }

    private static void judgement(Json.ObjectBuilder json, NetworkJudgement judgement) {
        json.put("fault", judgement.fault().word())
                .put("failing", judgement.failing().map(layer -> layer.word()))
                .put("sentence", judgement.sentence())
                .put("next_step", judgement.nextStep())
                .put("repairable", judgement.repair().map(RepairOption::link));
    }

    private static List<JsonObject> rungs(NetworkHistory history, Duration now) {
        return history.rungs().stream()
                .map(rung -> Json.object()
                        .put("rung", rung.rung().word())
                        .put("link", rung.link())
                        .put("result", rung.result().word())
                        .put("seconds_ago", Math.max(0, now.minus(rung.at()).toSeconds()))
                        .build())
                .toList();
    }

    private static List<JsonObject> totals(Map<String, Long> totals) {
        return totals.entrySet().stream()
                .map(total -> Json.object()
                        .put("rung", total.getKey().replaceFirst("/.*", ""))
                        .put("result", total.getKey().replaceFirst(".*/", ""))
                        .put("count", total.getValue())
                        .build())
                .toList();
    }
}
