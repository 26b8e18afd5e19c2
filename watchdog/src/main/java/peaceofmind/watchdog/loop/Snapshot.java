// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.watchdog.act.ServiceStatus;
import peaceofmind.watchdog.liveness.ProbeStatus;
import peaceofmind.watchdog.network.NetworkView;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.State;

/** The state after a tick of the loop, for the control socket. Immutable. */
public record Snapshot(
        DeviceTime time,
        State state,
        Map<String, ServiceView> services,
        boolean keepAliveActive,
        Optional<String> saveError,
        Optional<NetworkView> network) {

    /** Of a device whose network is not known. */
    public Snapshot(
            DeviceTime time,
            State state,
            Map<String, ServiceView> services,
            boolean keepAliveActive,
            Optional<String> saveError) {
        this(time, state, services, keepAliveActive, saveError, Optional.empty());
    }

    /**
     * The observed state of a service.
     *
     * @param probes that watch it; empty for one with a heartbeat file
     * @param beatInterval within which its probes succeed again; empty for one with a heartbeat file
     */
    public record ServiceView(
            ServiceStatus status,
            Optional<Heartbeat> lastHeartbeat,
            List<ProbeStatus> probes,
            Optional<Duration> beatInterval) {
        public ServiceView {
            probes = List.copyOf(probes);
        }
    }

    public Snapshot {
        services = Map.copyOf(services);
    }
}
