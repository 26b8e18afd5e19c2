// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.watchdog.act.ServiceStatus;
import peaceofmind.watchdog.liveness.ProbeStatus;
import peaceofmind.watchdog.policy.HeartbeatObservation;

/** How a service shows that it is alive: a heartbeat file or probes. The loop calls {@link #observe}, which never waits for long. */
interface LivenessObserver extends AutoCloseable {

    /**
     * What was observed.
     *
     * @param age of the heartbeat, where it is known from before the first observation
     * @param suspicious something may be wrong: its unit is worth a closer observation
     */
    record Observed(HeartbeatObservation heartbeat, Optional<Duration> age, boolean suspicious) {}

    Observed observe(ServiceStatus status);

    /** The last heartbeat that was read, however old. */
    Optional<Heartbeat> lastHeartbeat();

    /** Empty when probes watch the service. */
    Optional<Path> heartbeatFile();

    /** Empty when a heartbeat file shows it. */
    List<ProbeStatus> probes();

    /** The probes' last results, for evidence. */
    String report();

    /** Whether the service is being stopped or started. */
    void setActionInProgress(boolean value);

    @Override
    void close();
}
