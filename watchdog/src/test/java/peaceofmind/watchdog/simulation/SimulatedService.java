package peaceofmind.watchdog.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import peaceofmind.watchdog.policy.Pulse;
import peaceofmind.watchdog.policy.ServiceSight;
import peaceofmind.watchdog.policy.UnitState;

/** The truth about one service and its manager: what it really does, second by second. */
final class SimulatedService {

    private static final int STARTS_PER_MINUTE = 8;
    private static final int NEVER = -1_000_000;

    private final String name;
    private final Random random;
    private final int salt;
    private final UnitSight sight;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private UnitState unit = UnitState.STOPPED;
    private long run;
    private long startedAt = NEVER;
    private long beatsFrom = Long.MAX_VALUE;
    private long startAgainAt;
    private boolean frozen;
    private boolean hung;
    private long lastBeat = NEVER;
    private long lastSeen = NEVER;
    private long crashesUntil = NEVER;
    private long brieflyUntil = NEVER;
    private long diesAt;
    private long brokenUntil = NEVER;
    private long hungUntil = NEVER;
    private long tornUntil = NEVER;
    private long missingUntil = NEVER;
    private long errorUntil = NEVER;
    private long slowUntil = NEVER;

    SimulatedService(String name, Random random) {
        this.name = name;
        this.random = random;
        this.salt = random.nextInt();
        this.sight = new UnitSight(salt);
    }

    String name() {
        return name;
    }

    void start(long now) {
        unit = UnitState.ACTIVE;
        run++;
        startedAt = now;
        long boot = now < slowUntil ? 38 + random.nextInt(14) : 1 + random.nextInt(5);
        beatsFrom = now + boot;
        // Longer than eight deaths in a minute would allow.
        diesAt = beatsFrom + 10 + random.nextInt(20);
        frozen = false;
    }

    /** It ends as asked. */
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
        deaths.addLast(now);
        while (deaths.getFirst() < now - 60) {
            deaths.removeFirst();
        }
        if (deaths.size() >= STARTS_PER_MINUTE) {
            startLimit();
        } else {
            unit = UnitState.ACTIVATING;
            startAgainAt = now + 2;
        }
    }

    void startLimit() {
        deaths.clear();
        unit = UnitState.START_LIMIT_HIT;
    }

    void crashUntil(long end) {
        crashesUntil = end;
    }

    void brieflyUntil(long end) {
        brieflyUntil = end;
    }

    void brokenUntil(long end) {
        brokenUntil = end;
    }

    void hangUntil(long end) {
        hung = true;
        hungUntil = end;
    }

    void tornUntil(long end) {
        tornUntil = end;
    }

    void missingUntil(long end) {
        missingUntil = end;
    }

    void errorUntil(long end) {
        errorUntil = end;
    }

    void slowUntil(long end) {
        slowUntil = end;
    }

    /** All processes are gone: a reboot or a power cut. */
    void powerOff() {
        unit = UnitState.STOPPED;
        hung = false;
        frozen = false;
        deaths.clear();
        lastSeen = lastBeat;
    }

    /** One second of its life. */
    void live(long now) {
        if (unit == UnitState.ACTIVE && now < crashesUntil && now >= startedAt + 2) {
            crash(now);
        } else if (unit == UnitState.ACTIVE && now < brieflyUntil && now >= diesAt) {
            crash(now);
        } else if (unit == UnitState.ACTIVATING && now >= startAgainAt) {
            start(now);
        }
        if (hung && now >= hungUntil) {
            hung = false;
        }
        if (works(now) && !isLate(now)) {
            lastBeat = now;
        }
    }

    /** Its main loop turns. */
    boolean works(long now) {
        return unit == UnitState.ACTIVE && now >= beatsFrom && !frozen && !hung && now >= brokenUntil;
    }

    /** Whoever looks can see that it works. */
    boolean showsThatItWorks(long now) {
        return works(now) && now >= tornUntil && now >= missingUntil;
    }

    /** Nothing befalls it any more: a restart would help. */
    boolean isCurable(long now) {
        return now >= crashesUntil
                && now >= brieflyUntil
                && now >= brokenUntil
                && !hung
                && now >= tornUntil
                && now >= missingUntil;
    }

    boolean isHung(long now) {
        return hung && now < hungUntil;
    }

    boolean saysError(long now) {
        return now < errorUntil;
    }

    UnitState unit() {
        return unit;
    }

    /** What the watchdog knows of its unit. */
    UnitSight sight() {
        return sight;
    }

    long run() {
        return run;
    }

    /** Nothing at all is the matter, now or as a matter of time. */
    boolean isQuiet(long now) {
        return showsThatItWorks(now) && isCurable(now) && !saysError(now) && !isLate(now) && sight.isQuiet(this, now);
    }

    /**
     * A beat is due each second and sometimes comes in the next one, never in the one after that; a pure function of time, so that
     * skipping changes nothing.
     */
    boolean isLate(long now) {
        return isSlow(now) && !isSlow(now - 1);
    }

    private boolean isSlow(long now) {
        long mixed = (now ^ salt) * 0x9E3779B97F4A7C15L;
        return (mixed >>> 56) < 12;
    }

    /** As the watchdog would see it now. */
    ServiceSight look(long now) {
        Pulse pulse = pulse(now);
        sight.lookIfDue(this, now, now - lastSeen <= 3);
        return new ServiceSight(name, pulse, sight.unit(), sight.run());
    }

    private Pulse pulse(long now) {
        if (now < missingUntil) {
            return new Pulse.Missing();
        } else if (now < tornUntil) {
            return new Pulse.Refused("it ends in the middle");
        } else if (lastBeat > lastSeen) {
            lastSeen = lastBeat;
            return new Pulse.Beat(saysError(now));
        }
        return new Pulse.Unchanged();
    }

    /** As if every second up to now had been lived and looked at. */
    void skipTo(long now) {
        lastBeat = now;
        lastSeen = now;
    }
}
