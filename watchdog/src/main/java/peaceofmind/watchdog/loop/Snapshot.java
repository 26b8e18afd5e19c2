// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.util.Map;
import java.util.Optional;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.watchdog.act.ServiceStatus;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.State;

/** The state after a tick of the loop, for the control socket. Immutable. */
public record Snapshot(
        DeviceTime time,
        State state,
        Map<String, ServiceView> services,
        boolean keepAliveActive,
        Optional<String> saveError) {

    /** The observed state of a service. */
    public record ServiceView(ServiceStatus status, Optional<Heartbeat> lastHeartbeat) {}

    public Snapshot {
        services = Map.copyOf(services);
    }
}
