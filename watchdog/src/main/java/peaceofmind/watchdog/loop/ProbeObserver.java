// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.watchdog.act.ServiceStatus;
import peaceofmind.watchdog.liveness.Liveness;
import peaceofmind.watchdog.liveness.ProbeStatus;
import peaceofmind.watchdog.policy.HeartbeatObservation;

/** Observes a service by probes. */
final class ProbeObserver implements LivenessObserver {

    private final Liveness liveness;

    ProbeObserver(Liveness liveness) {
        this.liveness = liveness;
    }

    @Override
    public Observed observe(ServiceStatus status) {
        HeartbeatObservation observation = liveness.observe(status.runId());
        boolean works = observation.isAlive() || observation instanceof HeartbeatObservation.Unchanged;
        return new Observed(observation, Optional.empty(), !works);
    }

    @Override
    public Optional<Heartbeat> lastHeartbeat() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> heartbeatFile() {
        return Optional.empty();
    }

    @Override
    public List<ProbeStatus> probes() {
        return liveness.statuses();
    }

    @Override
    public String report() {
        return liveness.report();
    }

    @Override
    public void setActionInProgress(boolean value) {
        liveness.setActionInProgress(value);
    }

    @Override
    public void close() {
        liveness.close();
    }
}
