// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import peaceofmind.watchdog.policy.HeartbeatObservation;
import peaceofmind.watchdog.policy.ServiceObservation;
import peaceofmind.watchdog.policy.UnitState;

/** The true state of a service and its manager, second by second. */
final class SimulatedService {

    private static final int STARTS_PER_MINUTE = 8;
    private static final int NEVER = -1_000_000;

    private final String name;
    private final Random random;
    private final int salt;
    private final SimulatedUnitObserver observer;
    private final Deque<Long> crashes = new ArrayDeque<>();
    private UnitState unit = UnitState.STOPPED;
    private long runNumber;
    private Optional<String> runId = Optional.empty();
    private long startedAt = NEVER;
    private long beatsFrom = Long.MAX_VALUE;
    private long restartsAt;
    private boolean frozen;
    private boolean hung;
    private long lastBeat = NEVER;
    private long lastBeatRun;
    private long lastObservedBeat = NEVER;
    private long lastReadRun;
    private long crashLoopUntil = NEVER;
    private long shortRunsUntil = NEVER;
    private long freezesUntil = NEVER;
    private long crashesAt;
    private long brokenUntil = NEVER;
    private long hungUntil = NEVER;
    private long tornUntil = NEVER;
    private boolean alwaysTorn;
    private long refusedUntil = NEVER;
    private long missingUntil = NEVER;
    private long secondInstanceUntil = NEVER;
    private long errorUntil = NEVER;
    private long flapsUntil = NEVER;
    private long slowUntil = NEVER;

    SimulatedService(String name, Random random) {
        this.name = name;
        this.random = random;
        this.salt = random.nextInt();
        this.observer = new SimulatedUnitObserver(salt);
    }

    String name() {
        return name;
    }

    void start(long now) {
        unit = UnitState.ACTIVE;
        runNumber++;
        runId = Optional.of(runId(runNumber));
        startedAt = now;
        long startSeconds = now < slowUntil ? 38 + random.nextInt(14) : 1 + random.nextInt(5);
        beatsFrom = now + startSeconds;
        // Longer than eight deaths a minute would allow.
        crashesAt = beatsFrom + 10 + random.nextInt(20);
        frozen = false;
    }

    /** It exits on an ordered stop. */
    void stopped() {
        unit = UnitState.STOPPED;
    }

    void stopping() {
        unit = UnitState.DEACTIVATING;
    }

    void failed() {
        unit = UnitState.FAILED;
    }

    void freeze() {
        frozen = true;
    }

    void crash(long now) {
        if (unit != UnitState.ACTIVE || isHung(now)) {
            return;
        }
        crashes.addLast(now);
        while (crashes.getFirst() < now - 60) {
            crashes.removeFirst();
        }
        if (crashes.size() >= STARTS_PER_MINUTE) {
            startLimit();
        } else {
            unit = UnitState.ACTIVATING;
            restartsAt = now + 2;
        }
    }

    void startLimit() {
        crashes.clear();
        unit = UnitState.START_LIMIT_HIT;
    }

    void crashLoopUntil(long end) {
        crashLoopUntil = end;
    }

    void shortRunsUntil(long end) {
        shortRunsUntil = end;
    }

    void freezesUntil(long end) {
        freezesUntil = end;
    }

    void brokenUntil(long end) {
        brokenUntil = end;
    }

    void hangUntil(long end) {
        hung = true;
        hungUntil = end;
    }

    void tornUntil(long end, boolean always) {
        tornUntil = end;
        alwaysTorn = always;
    }

    void refusedUntil(long end) {
        refusedUntil = end;
    }

    void secondInstanceUntil(long end) {
        secondInstanceUntil = end;
    }

    void missingUntil(long end) {
        missingUntil = end;
    }

    void errorUntil(long end) {
        errorUntil = end;
    }

    void flapsUntil(long end) {
        flapsUntil = end;
    }

    void slowUntil(long end) {
        slowUntil = end;
    }

    /** All processes are gone: a reboot or a power cut. */
    void powerOff() {
        unit = UnitState.STOPPED;
        hung = false;
        frozen = false;
        crashes.clear();
        lastObservedBeat = lastBeat;
    }

    /** One second of its life. */
    void tick(long now) {
        if (unit == UnitState.ACTIVE && now < crashLoopUntil && now >= startedAt + 2) {
            crash(now);
        } else if (unit == UnitState.ACTIVE && now < shortRunsUntil && now >= crashesAt) {
            crash(now);
        } else if (unit == UnitState.ACTIVATING && now >= restartsAt) {
            start(now);
        }
        if (now < freezesUntil && now >= crashesAt) {
            frozen = true;
        }
        if (hung && now >= hungUntil) {
            hung = false;
        }
        if (isBeating(now) && !isLate(now)) {
            lastBeat = now;
            lastBeatRun = runNumber;
        }
    }

    /** Whether its main loop runs. */
    boolean isBeating(long now) {
        return unit == UnitState.ACTIVE && now >= beatsFrom && !frozen && !hung && now >= brokenUntil;
    }

    /** Whether an observer can see that it works. */
    boolean isVisiblyBeating(long now) {
        return isBeating(now) && now >= refusedUntil && now >= missingUntil;
    }

    /** Whether its fault is over: a restart would help. */
    boolean isRecoverable(long now) {
        return now >= crashLoopUntil
                && now >= shortRunsUntil
                && now >= freezesUntil
                && now >= brokenUntil
                && !hung
                && now >= refusedUntil
                && now >= missingUntil;
    }

    boolean isHung(long now) {
        return hung && now < hungUntil;
    }

    boolean isInError(long now) {
        return now < errorUntil || (now < flapsUntil && now % 2 == 0);
    }

    /** Its heartbeat is not one that can be read, or not accepted. */
    boolean isUnreadable(long now) {
        return now < tornUntil || now < refusedUntil;
    }

    UnitState unit() {
        return unit;
    }

    /** The state of its unit as the watchdog knows it. */
    SimulatedUnitObserver observer() {
        return observer;
    }

    /** Of its last start; empty before the first. */
    Optional<String> runId() {
        return runId;
    }

    private static String runId(long number) {
        return "run-" + number;
    }

    /** Whether it will be observed as now in each second before {@link #nextChange}. */
    boolean isSteady(long now) {
        boolean crashes = unit == UnitState.ACTIVE && (now < crashLoopUntil || now < shortRunsUntil);
        boolean changes = now < tornUntil || now < secondInstanceUntil || now < flapsUntil;
        return unit != UnitState.ACTIVATING
                && unit != UnitState.DEACTIVATING
                && !crashes
                && !changes
                && isOnTime(now)
                && observer.isSteady(this, now);
    }

    /** Whether no beat of it is late in this second. */
    boolean isOnTime(long now) {
        return !isBeating(now) || !isLate(now);
    }

    /** The next second after {@code now} in which one of its faults may start or end on its own, if nobody acts before. */
    long nextChange(long now) {
        long next = Long.MAX_VALUE;
        for (long change : new long[] {
            beatsFrom,
            crashLoopUntil,
            shortRunsUntil,
            freezesUntil,
            crashesAt,
            brokenUntil,
            hungUntil,
            tornUntil,
            refusedUntil,
            missingUntil,
            secondInstanceUntil,
            errorUntil,
            flapsUntil,
            slowUntil
        }) {
            next = change > now ? Math.min(next, change) : next;
        }
        return next;
    }

    /**
     * A beat is due every second and sometimes a second late, never two. A pure function of time, so that skipping time changes
     * nothing.
     */
    boolean isLate(long now) {
        return isSlow(now) && !isSlow(now - 1);
    }

    private boolean isSlow(long now) {
        return (mixed(now) >>> 56) < 12;
    }

    private long mixed(long now) {
        return (now ^ salt) * 0x9E3779B97F4A7C15L;
    }

    /** As the watchdog would observe it now. */
    ServiceObservation observe(long now) {
        HeartbeatObservation heartbeat = heartbeat(now);
        boolean ageKnown = !isProbed()
                && now >= missingUntil
                && now >= refusedUntil
                && lastBeat > NEVER
                && !(heartbeat instanceof HeartbeatObservation.Foreign);
        Optional<Duration> age = ageKnown ? Optional.of(Duration.ofSeconds(now - lastBeat)) : Optional.empty();
        observer.pollIfDue(this, now, now - lastObservedBeat <= 3);
        boolean beatenInRun = hasPidInHeartbeat() && observer.runId().equals(Optional.of(runId(lastReadRun)));
        return new ServiceObservation(name, heartbeat, age, observer.unit(), observer.runId(), beatenInRun);
    }

    /** Whether its heartbeat has the process's ID. */
    private boolean hasPidInHeartbeat() {
        return !isProbed() && salt % 5 != 0;
    }

    /** Whether probes watch it, not a file. */
    private boolean isProbed() {
        return salt % 3 == 0;
    }

    private HeartbeatObservation heartbeat(long now) {
        if (now < missingUntil) {
            return new HeartbeatObservation.Missing();
        } else if (now < refusedUntil) {
            return isProbed()
                    ? new HeartbeatObservation.Unknown("there is no free socket")
                    : new HeartbeatObservation.Refused("it belongs to another user");
        }
        boolean changed = lastBeat > lastObservedBeat;
        lastObservedBeat = lastBeat;
        if (now < secondInstanceUntil && mixed(now) % 2 == 0) {
            // The file holds what was written last.
            return new HeartbeatObservation.Foreign("process 4711 (python3)");
        } else if (now < tornUntil && (alwaysTorn || (now ^ salt) % 3 == 0)) {
            return new HeartbeatObservation.Unreadable("it ends in the middle", changed);
        } else if (changed) {
            lastReadRun = lastBeatRun;
            return new HeartbeatObservation.Beat(isInError(now));
        }
        return isProbed() ? new HeartbeatObservation.NoResponse("HTTP 500") : new HeartbeatObservation.Unchanged();
    }

    /** As if every second up to now had been simulated and observed. */
    void skipTo(long now) {
        if (!isBeating(now)) {
            return;
        }
        lastBeat = now;
        lastBeatRun = runNumber;
        if (isVisiblyBeating(now)) {
            lastObservedBeat = now;
            lastReadRun = runNumber;
        }
    }
}
