// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.process.Worker;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.watchdog.act.Actuator;
import peaceofmind.watchdog.act.ServiceStatus;
import peaceofmind.watchdog.config.ServiceConfig;
import peaceofmind.watchdog.evidence.IncidentContext;
import peaceofmind.watchdog.liveness.Liveness;
import peaceofmind.watchdog.liveness.ProbeStatus;
import peaceofmind.watchdog.policy.ServiceObservation;
import peaceofmind.watchdog.policy.UnitState;

/** A watched service: its heartbeat or probes, its unit, and its actuator. */
public final class WatchedService implements AutoCloseable {

    /** States of a heartbeat in which a recording is not finished yet. */
    private static final Set<String> BUSY_STATES = Set.of("recording", "processing");

    private final ServiceConfig config;
    private final Actuator actuator;
    private final LivenessObserver liveness;
    private final UnitObserver unit;
    private final Worker actions;
    private final List<Path> logFiles;
    private volatile Optional<Heartbeat> lastHeartbeat = Optional.empty();
    private volatile UnitState unitAtDecision = UnitState.UNKNOWN;

    private WatchedService(
            ServiceConfig config,
            List<Path> logFiles,
            Actuator actuator,
            LivenessObserver liveness,
            UnitObserver unit,
            Worker actions) {
        this.config = config;
        this.actuator = actuator;
        this.liveness = liveness;
        this.unit = unit;
        this.actions = actions;
        this.logFiles = List.copyOf(logFiles);
    }

    /**
     * Starts to poll the unit.
     *
     * @param logFiles whose last lines are evidence
     * @param warn receives what an action of the service threw
     */
    public static WatchedService start(
            ServiceConfig config, List<Path> logFiles, Actuator actuator, Clock clock, Consumer<String> warn) {
        String name = config.name();
        return new WatchedService(
                config,
                logFiles,
                actuator,
                observer(config, actuator, clock),
                UnitObserver.start(name, actuator, clock),
                Worker.start("act-" + name, error -> warn.accept(name + ": an action failed: " + ErrorText.of(error))));
    }

    private static LivenessObserver observer(ServiceConfig config, Actuator actuator, Clock clock) {
        return config.liveness()
                .<LivenessObserver>map(liveness -> new ProbeObserver(Liveness.start(liveness, clock)))
                .orElseGet(() -> new HeartbeatObserver(
                        config.heartbeat().orElseThrow(),
                        config.heartbeatOwner(),
                        config.staleAfter(),
                        actuator::owns,
                        clock::nanoTime));
    }

    public String name() {
        return config.name();
    }

    Actuator actuator() {
        return actuator;
    }

    UnitObserver unit() {
        return unit;
    }

    /** Executes its orders, one after the other. */
    Worker actions() {
        return actions;
    }

    ServiceConfig config() {
        return config;
    }

    /** The last heartbeat that was read, however old. */
    Optional<Heartbeat> lastHeartbeat() {
        return lastHeartbeat;
    }

    /** Whether its last heartbeat says that it records, or finishes a recording; not that of a service that was stopped. */
    boolean isRecording() {
        return unitAtDecision != UnitState.STOPPED
                && lastHeartbeat
                        .filter(beat -> beat.json().bool("recording_active").orElse(false)
                                || BUSY_STATES.contains(beat.state()))
                        .isPresent();
    }

    /** The state of the unit on which the last decision was based. */
    UnitState unitAtDecision() {
        return unitAtDecision;
    }

    ServiceObservation observe() {
        ServiceStatus status = unit.currentStatus();
        LivenessObserver.Observed observed = liveness.observe(status);
        lastHeartbeat = liveness.lastHeartbeat();
        boolean busy = observed.suspicious() || status.state() != UnitState.ACTIVE;
        // A stopped service may stay so for weeks, and its start is noticed early enough.
        unit.setFastPolling(busy && status.state() != UnitState.STOPPED);
        unitAtDecision = status.state();
        return new ServiceObservation(
                name(), observed.heartbeat(), observed.age(), status.state(), status.runId(), hasBeatenInRun(status));
    }

    private boolean hasBeatenInRun(ServiceStatus status) {
        OptionalLong writer = lastHeartbeat.map(Heartbeat::pid).orElse(OptionalLong.empty());
        return writer.isPresent() && writer.equals(status.mainPid());
    }

    /** Whether an order is being executed, during which it is observed by the order itself. */
    void setActionInProgress(boolean value) {
        unit.setActionInProgress(value);
        liveness.setActionInProgress(value);
    }

    /** What each of its probes shows now; empty for one with a heartbeat file. */
    List<ProbeStatus> probes() {
        return liveness.probes();
    }

    IncidentContext incidentContext(String action, String reason) {
        return new IncidentContext(
                name(),
                reason,
                action,
                unit.currentStatus().mainPid(),
                liveness.heartbeatFile(),
                liveness.report(),
                logFiles,
                config.unit());
    }

    @Override
    public void close() {
        unit.close();
        liveness.close();
        actions.close();
        actuator.close();
    }
}
