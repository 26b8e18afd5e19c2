package peaceofmind.watchdog.loop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import peaceofmind.foundation.time.Clock;
import peaceofmind.heartbeat.Heartbeat;
import peaceofmind.heartbeat.HeartbeatReader;
import peaceofmind.heartbeat.HeartbeatReading;
import peaceofmind.watchdog.act.Actuator;
import peaceofmind.watchdog.act.ServiceLook;
import peaceofmind.watchdog.config.ServiceConfig;
import peaceofmind.watchdog.evidence.Incident;
import peaceofmind.watchdog.policy.Pulse;
import peaceofmind.watchdog.policy.ServiceSight;
import peaceofmind.watchdog.policy.UnitState;

/** One watched service: its heartbeat, its unit, and the hand on it. */
public final class WatchedService implements AutoCloseable {

    /** From this age of the heartbeat on, or half of its limit, the unit is looked at each second. */
    private static final Duration NOT_CALM = Duration.ofSeconds(3);

    private final ServiceConfig config;
    private final Actuator actuator;
    private final HeartbeatReader heartbeat;
    private final UnitObserver unit;
    private final Duration notCalm;
    private volatile Optional<Heartbeat> lastBeat = Optional.empty();
    private volatile UnitState judged = UnitState.UNKNOWN;

    public WatchedService(ServiceConfig config, Actuator actuator, Clock clock) {
        this.config = config;
        Duration half = config.staleAfter().dividedBy(2);
        this.notCalm = half.compareTo(NOT_CALM) < 0 ? half : NOT_CALM;
        this.actuator = actuator;
        this.heartbeat = new HeartbeatReader(config.heartbeat(), config.heartbeatOwner(), clock::nanoTime);
        this.unit = new UnitObserver(config.name(), actuator, clock);
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

    ServiceConfig config() {
        return config;
    }

    /** The last heartbeat that was seen, however old. */
    Optional<Heartbeat> lastBeat() {
        return lastBeat;
    }

    /** The state of the unit that the last decision was made by. */
    UnitState judged() {
        return judged;
    }

    ServiceSight look() {
        HeartbeatReading reading = heartbeat.read();
        lastBeat = heartbeat.lastSeen();
        ServiceLook look = unit.last();
        boolean somethingGoesOn = reading.age().compareTo(notCalm) > 0 || look.state() != UnitState.ACTIVE;
        // What was stopped may stay so for weeks, and its start is seen early enough.
        unit.eager(somethingGoesOn && look.state() != UnitState.STOPPED);
        judged = look.state();
        return new ServiceSight(name(), pulse(reading), look.state(), look.run());
    }

    private static Pulse pulse(HeartbeatReading reading) {
        return switch (reading) {
            // An age of nothing means that this very look saw it change.
            case HeartbeatReading.Present present
            when present.age().isZero() -> new Pulse.Beat(present.heartbeat().isError());
            case HeartbeatReading.Present _ -> new Pulse.Unchanged();
            case HeartbeatReading.Absent _ -> new Pulse.Missing();
            case HeartbeatReading.Unreadable unreadable -> new Pulse.Refused(unreadable.what());
        };
    }

    /** What evidence is collected about. */
    Incident incident(String action, String reason) {
        List<Path> logs = config.logs();
        return new Incident(name(), reason, action, unit.last().mainPid(), config.heartbeat(), logs, config.unit());
    }

    @Override
    public void close() {
        unit.close();
        actuator.close();
    }
}
