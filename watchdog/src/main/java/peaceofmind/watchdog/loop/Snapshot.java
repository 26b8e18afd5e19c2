package peaceofmind.watchdog.loop;

import java.util.Map;
import java.util.Optional;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.watchdog.act.ServiceLook;
import peaceofmind.watchdog.policy.DeviceTime;
import peaceofmind.watchdog.policy.State;

/** What the loop knew after its last look, for those who ask. Immutable. */
public record Snapshot(DeviceTime time, State state, Map<String, ServiceView> services, boolean feeding) {

    /** What was seen of a service. */
    public record ServiceView(ServiceLook look, Optional<Heartbeat> lastBeat) {}

    public Snapshot {
        services = Map.copyOf(services);
    }
}
