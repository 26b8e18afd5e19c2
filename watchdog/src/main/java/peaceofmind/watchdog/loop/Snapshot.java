package peaceofmind.watchdog.loop;

import java.util.Map;
import java.util.Optional;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.watchdog.act.ServiceStatus;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.State;

/** What the loop knew after its last look, for those who ask. Immutable. */
public record Snapshot(DeviceTime time, State state, Map<String, ServiceView> services, boolean keepAliveActive) {

    /** What was seen of a service. */
    public record ServiceView(ServiceStatus status, Optional<Heartbeat> lastHeartbeat) {}

    public Snapshot {
        services = Map.copyOf(services);
    }
}
