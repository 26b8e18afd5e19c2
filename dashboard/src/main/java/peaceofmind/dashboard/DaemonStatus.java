// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import java.util.List;
import java.util.Optional;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.contract.client.WatchdogClient;
import peaceofmind.contract.event.Event;
import peaceofmind.contract.health.Observed;
import peaceofmind.contract.health.RecorderStatus;
import peaceofmind.contract.health.ServiceReport;
import peaceofmind.contract.health.WatchdogStatus;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json.JsonObject;

/**
 * The current status of the watchdog and the recorder.
 *
 * @param events of the watchdog's journal, oldest first
 */
record DaemonStatus(Observed<WatchdogStatus> watchdog, Observed<RecorderStatus> recorder, List<Event> events) {

    private static final int MAX_EVENTS = 300;
    private static final String NOT_WATCHED = "another program is watched";

    /** @param recorder empty where the packaged recorder is not watched: whether it runs says nothing of the program that is */
    static DaemonStatus poll(WatchdogClient watchdog, Optional<RecorderClient> recorder) {
        List<Event> events = List.of();
        Observed<WatchdogStatus> status;
        try {
            status = Observed.of(watchdog.status());
            events = watchdog.events(MAX_EVENTS);
        } catch (ControlException unavailable) {
            status = Observed.missing(String.valueOf(unavailable.getMessage()));
        }
        return new DaemonStatus(
                status, recorder.map(DaemonStatus::recorder).orElseGet(() -> Observed.missing(NOT_WATCHED)), events);
    }

    private static Observed<RecorderStatus> recorder(RecorderClient recorder) {
        try {
            return Observed.of(recorder.status());
        } catch (ControlException unavailable) {
            return Observed.missing(String.valueOf(unavailable.getMessage()));
        }
    }

    List<ServiceReport> services() {
        return watchdog.value().map(WatchdogStatus::services).orElse(List.of());
    }

    /**
     * From the recorder itself; when it does not respond, from the last heartbeat that the watchdog read.
     *
     * @param service the name of the one that records; never another's heartbeat, which says nothing of it
     */
    Optional<JsonObject> activity(String service) {
        return recorder.value()
                .or(() -> watchdog.value()
                        .flatMap(status -> status.service(service))
                        .flatMap(ServiceReport::heartbeat))
                .map(RecorderStatus::json);
    }
}
