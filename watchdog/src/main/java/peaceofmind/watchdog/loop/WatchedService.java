// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.loop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.process.Worker;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;
import peaceofmind.watchdog.act.Actuator;
import peaceofmind.watchdog.act.HeartbeatWriters;
import peaceofmind.watchdog.act.ServiceStatus;
import peaceofmind.watchdog.config.ServiceConfig;
import peaceofmind.watchdog.evidence.IncidentContext;
import peaceofmind.watchdog.policy.HeartbeatObservation;
import peaceofmind.watchdog.policy.ServiceObservation;
import peaceofmind.watchdog.policy.UnitState;

/** A watched service: its heartbeat, its unit, and its actuator. */
public final class WatchedService implements AutoCloseable {

    /** With a heartbeat older than this, or than half of its limit, the unit is polled every second. */
    private static final Duration FAST_POLL_AGE = Duration.ofSeconds(3);

    private static final Path PROC = Path.of("/proc");

    private final ServiceConfig config;
    private final Actuator actuator;
    private final HeartbeatReader heartbeat;
    private final UnitObserver unit;
    private final Worker actions;
    private final HeartbeatWriters writers;
    private final List<Path> logFiles;
    private final Duration fastPollAge;
    private volatile Optional<Heartbeat> lastHeartbeat = Optional.empty();
    private volatile UnitState unitAtDecision = UnitState.UNKNOWN;

    private WatchedService(
            ServiceConfig config,
            List<Path> logFiles,
            Actuator actuator,
            HeartbeatReader heartbeat,
            UnitObserver unit,
            Worker actions) {
        this.config = config;
        Duration half = config.staleAfter().dividedBy(2);
        this.fastPollAge = half.compareTo(FAST_POLL_AGE) < 0 ? half : FAST_POLL_AGE;
        this.actuator = actuator;
        this.heartbeat = heartbeat;
        this.unit = unit;
        this.actions = actions;
        this.writers = new HeartbeatWriters(PROC, actuator::owns);
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
                new HeartbeatReader(config.heartbeat(), config.heartbeatOwner(), clock::nanoTime),
                UnitObserver.start(name, actuator, clock),
                Worker.start("act-" + name, error -> warn.accept(name + ": an action failed: " + ErrorText.of(error))));
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

    /** The state of the unit on which the last decision was based. */
    UnitState unitAtDecision() {
        return unitAtDecision;
    }

    ServiceObservation observe() {
        HeartbeatReading reading = heartbeat.read();
        lastHeartbeat = heartbeat.lastHeartbeat();
        ServiceStatus status = unit.currentStatus();
        boolean busy = reading.age().compareTo(fastPollAge) > 0 || status.state() != UnitState.ACTIVE;
        // A stopped service may stay so for weeks, and its start is noticed early enough.
        unit.setFastPolling(busy && status.state() != UnitState.STOPPED);
        unitAtDecision = status.state();
        Optional<HeartbeatObservation> foreign = foreign(reading, status).map(HeartbeatObservation.Foreign::new);
        return new ServiceObservation(
                name(),
                foreign.orElseGet(() -> heartbeatObservation(reading)),
                foreign.isPresent() ? Optional.empty() : knownAge(reading),
                status.state(),
                status.runId());
    }

    /** Who wrote it, if that is known not to belong to the service. */
    private Optional<String> foreign(HeartbeatReading reading, ServiceStatus status) {
        return reading instanceof HeartbeatReading.Present present
                        && present.age().isZero()
                        && present.heartbeat().pid().isPresent()
                ? writers.foreign(present.heartbeat().pid().getAsLong(), status)
                : Optional.empty();
    }

    private Optional<Duration> knownAge(HeartbeatReading reading) {
        boolean counts = switch (reading) {
            case HeartbeatReading.Present _ -> true;
            case HeartbeatReading.Absent _ -> false;
            case HeartbeatReading.Unreadable unreadable -> !unreadable.fault().isRefusal();
        };
        return counts && heartbeat.isAgeKnown() ? Optional.of(reading.age()) : Optional.empty();
    }

    private static HeartbeatObservation heartbeatObservation(HeartbeatReading reading) {
        return switch (reading) {
            // An age of zero means that this reading saw it change.
            case HeartbeatReading.Present present
            when present.age().isZero() ->
                new HeartbeatObservation.Beat(present.heartbeat().isError());
            case HeartbeatReading.Present _ -> new HeartbeatObservation.Unchanged();
            case HeartbeatReading.Absent _ -> new HeartbeatObservation.Missing();
            case HeartbeatReading.Unreadable unreadable
            when unreadable.fault().isRefusal() -> new HeartbeatObservation.Refused(unreadable.message());
            case HeartbeatReading.Unreadable unreadable ->
                new HeartbeatObservation.Unreadable(
                        unreadable.message(), unreadable.age().isZero());
        };
    }

    IncidentContext incidentContext(String action, String reason) {
        return new IncidentContext(
                name(), reason, action, unit.currentStatus().mainPid(), config.heartbeat(), logFiles, config.unit());
    }

    @Override
    public void close() {
        unit.close();
        actions.close();
        actuator.close();
    }
}
