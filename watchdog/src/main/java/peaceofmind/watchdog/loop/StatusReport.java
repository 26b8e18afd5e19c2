// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import peaceofmind.contract.health.ServiceCondition;
import peaceofmind.heartbeat.json.Json;
import peaceofmind.heartbeat.json.Json.JsonObject;
import peaceofmind.watchdog.liveness.ProbeStatus;
import peaceofmind.watchdog.policy.HeartbeatFault;
import peaceofmind.watchdog.policy.Hold;
import peaceofmind.watchdog.policy.Policy;
import peaceofmind.watchdog.policy.RebootBudget;
import peaceofmind.watchdog.policy.ServiceHistory;
import peaceofmind.watchdog.policy.ServicePolicy;
import peaceofmind.watchdog.policy.ServiceState;
import peaceofmind.watchdog.policy.State;

/** The watchdog's status, for the command and the agent: the reply to {@code status}. */
public final class StatusReport {

    private StatusReport() {}

    /** One line for {@code systemctl status}. */
    static String summaryLine(List<WatchedService> services, State state) {
        List<String> parts = new ArrayList<>();
        for (WatchedService service : services) {
            Optional<ServiceState> known = state.service(service.name());
            parts.add(service.name() + " "
                    + known.map(s -> condition(state, service.name(), s).word()).orElse("not observed yet"));
        }
        return String.join(", ", parts);
    }

    /** The whole report; times are in seconds. */
    public static JsonObject of(Snapshot snapshot, Policy policy) {
        State state = snapshot.state();
        Json.ObjectBuilder budget = Json.object()
                .put("total", state.history().totals().reboots())
                .put("left_today", RebootBudget.leftToday(policy.device(), state.history(), snapshot.time()))
                .put(
                        "not_now_because",
                        RebootBudget.refusal(policy.device(), state.history(), snapshot.time(), snapshot.saveError()));
        Json.ObjectBuilder report = Json.object()
                .put("pid", ProcessHandle.current().pid())
                .put("device_uptime_seconds", snapshot.time().uptime().toSeconds())
                .put("dry_run", policy.dryRun())
                .put("feeding", snapshot.keepAliveActive())
                .put("reboot_under_way", state.reboot().isPresent())
                .put("reboots", budget.build())
                .put(
                        "holds",
                        state.history().holds().stream()
                                .map(hold -> holdJson(hold, snapshot))
                                .toList())
                .put(
                        "services",
                        policy.services().stream()
                                .map(service -> serviceJson(service, snapshot))
                                .toList());
        snapshot.network()
                .ifPresent(network -> report.put(
                        "network",
                        network.toJson(
                                state.history().network(), snapshot.time().poweredOn())));
        return report.build();
    }

    private static JsonObject holdJson(Hold hold, Snapshot snapshot) {
        Duration remaining = hold.until().minus(snapshot.time().poweredOn());
        return Json.object()
                .put("service", hold.service())
                .put("seconds_left", Math.max(0, remaining.toSeconds()))
                .put("by", hold.by())
                .put("why", hold.reason())
                .build();
    }

    private static JsonObject serviceJson(ServicePolicy policy, Snapshot snapshot) {
        String name = policy.name();
        State state = snapshot.state();
        Json.ObjectBuilder json = Json.object().put("name", name);
        Duration windowStart = snapshot.time().poweredOn().minus(policy.restartWindow());
        state.service(name)
                .ifPresent(service -> json.put(
                                "condition", condition(state, name, service).word())
                        .put("silence_seconds", sinceLastBeat(service, snapshot).toMillis() / 1000.0)
                        .put(
                                "starts_by_others_in_window",
                                service.externalRestarts().countSince(windowStart))
                        .put("unstable", service.externalRestarts().damped() || isUnstable(state, name)));
        state.service(name)
                .flatMap(service -> service.heartbeatFault().report())
                .ifPresent(fault -> json.put("heartbeat_fault", fault.reason()));
        state.service(name)
                .flatMap(service -> service.secondInstance().reported())
                .ifPresent(writer -> json.put("second_instance", writer));
        json.put("limit_seconds", policy.staleAfter().toSeconds());
        Optional<ServiceHistory> history =
                Optional.ofNullable(state.history().services().get(name));
        json.put("restarts_in_window", count(history.map(ServiceHistory::restarts), windowStart))
                .put("failed_restarts", count(history.map(ServiceHistory::unansweredRestarts), windowStart))
                .put("restarts_total", state.history().totals().restartsOf(name))
                .put("max_restarts", policy.maxRestarts());
        Snapshot.ServiceView view = snapshot.services().get(name);
        if (view != null) {
            json.put("unit", view.status().state().name().toLowerCase(Locale.ROOT))
                    .put("unit_detail", view.status().detail());
            view.status().mainPid().ifPresent(pid -> json.put("pid", pid));
            view.lastHeartbeat().ifPresent(beat -> json.put("heartbeat", beat.json()));
            view.beatInterval().ifPresent(interval -> {
                json.put("beat_interval_seconds", interval.toMillis() / 1000.0);
                json.put(
                        "liveness",
                        view.probes().stream().map(StatusReport::probeJson).toList());
            });
        }
        return json.build();
    }

    private static JsonObject probeJson(ProbeStatus probe) {
        return Json.object()
                .put("probe", probe.label())
                .put("state", probe.state().name().toLowerCase(Locale.ROOT))
                .put("detail", probe.detail())
                .put("lasting_seconds", probe.lasting().toSeconds())
                .build();
    }

    private static Duration sinceLastBeat(ServiceState service, Snapshot snapshot) {
        Duration since = snapshot.time().poweredOn().minus(service.lastBeat());
        return since.isNegative() ? Duration.ZERO : since;
    }

    private static boolean isUnstable(State state, String name) {
        ServiceHistory history = state.history().services().get(name);
        return history != null && history.instability().isPresent();
    }

    private static int count(Optional<List<Duration>> times, Duration since) {
        return times.map(all -> ServiceHistory.countSince(all, since)).orElse(0);
    }

    private static ServiceCondition condition(State state, String name, ServiceState service) {
        ServiceHistory history = state.history().services().get(name);
        boolean gaveUp = history != null && history.gaveUpAt().isPresent();
        boolean held = state.history().holds().stream()
                .anyMatch(
                        hold -> hold.service().isEmpty() || hold.service().get().equals(name));
        return switch (service.phase()) {
            case ServiceState.Stopped _ -> ServiceCondition.STOPPED;
            case ServiceState.Acting acting ->
                switch (acting.action()) {
                    case RESTART -> ServiceCondition.RESTARTING;
                    case STOP -> ServiceCondition.STOPPING;
                    case START -> ServiceCondition.STARTING;
                };
            case ServiceState.Verifying _ -> ServiceCondition.VERIFYING;
            case ServiceState.Watched _ -> {
                Optional<HeartbeatFault.Report> fault = service.heartbeatFault().report();
                if (fault.isPresent() && !service.staleReported()) {
                    yield switch (fault.get().kind()) {
                        case UNREADABLE -> ServiceCondition.UNREADABLE;
                        case REFUSED -> ServiceCondition.REFUSED;
                        case UNKNOWN -> ServiceCondition.UNKNOWN;
                    };
                }
                if (gaveUp && (service.staleReported() || !service.beatenSinceStart())) {
                    yield ServiceCondition.GAVE_UP;
                } else if (service.staleReported()) {
                    yield held ? ServiceCondition.HELD : ServiceCondition.SILENT;
                } else if (!service.beatenSinceStart()) {
                    yield ServiceCondition.STARTING;
                }
                yield service.inErrorFor().isZero() ? ServiceCondition.HEALTHY : ServiceCondition.ERROR;
            }
        };
    }
}
