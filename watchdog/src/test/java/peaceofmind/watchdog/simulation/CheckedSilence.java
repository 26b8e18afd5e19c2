// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import peaceofmind.watchdog.policy.HeartbeatObservation;
import peaceofmind.watchdog.policy.ServiceObservation;
import peaceofmind.watchdog.policy.ServiceState;

/**
 * Judges how long services are reported to have been silent: at least as long as the device has had power since the last beat that a watchdog
 * could know of, by the watchdog's own count, and never longer than it was.
 */
final class CheckedSilence {

    /**
     * Across restarts of the watchdog and boots, the saved count, the time of the file and the kernel's clock each lose some seconds.
     * 35 s were observed in ten thousand device-days.
     */
    private static final Duration SLACK_AFTER_START = Duration.ofMinutes(1);

    /** While the watchdog that has observed the last beat runs: two ticks. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    /** Between two observations of a watchdog that runs, in seconds. */
    private static final long MAX_STEP = 2;

    /** Of one service; empty while nobody can know. */
    private static final class ServiceRecord {
        private boolean firstObservation = true;

        /** From a refused file until the next beat: the file of somebody else says nothing about when the program beat. */
        private boolean refused;

        private boolean atLeastUnknown;
        private boolean observed;
        private long observedSecond;
        private Optional<Duration> lastBeat = Optional.empty();
        private Optional<Long> lastBeatSecond = Optional.empty();
    }

    private final Map<String, ServiceRecord> records = new HashMap<>();
    private boolean savesLost;
    private final NavigableMap<Long, Long> offTimes = new TreeMap<>();
    private long lastSecond;
    private Duration lastPoweredOn = Duration.ZERO;

    void watchdogStarted() {
        if (savesLost) {
            records.values().forEach(record -> record.atLeastUnknown = true);
        }
        savesLost = false;
        records.values().forEach(record -> {
            record.firstObservation = true;
            record.observed = false;
        });
    }

    /** When it beat last, only the file still shows. */
    void historyLost() {
        records.clear();
    }

    /** The powered-on time was not saved either, by an unknown amount: a silence from before may be reported as shorter than it is. */
    void savesLost() {
        savesLost = true;
    }

    void observe(long now, Duration poweredOn, ServiceObservation observation) {
        ServiceRecord record = records.computeIfAbsent(observation.service(), _ -> new ServiceRecord());
        if (record.lastBeat.filter(at -> at.compareTo(poweredOn) > 0).isPresent()) {
            // A power cut has cost the watchdog's count some minutes.
            record.lastBeat = Optional.empty();
            record.lastBeatSecond = Optional.empty();
        }
        boolean alive = switch (observation.heartbeat()) {
            case HeartbeatObservation.Beat _ -> true;
            case HeartbeatObservation.Unreadable unreadable -> unreadable.changed();
            case HeartbeatObservation.Unchanged _,
                    HeartbeatObservation.NoResponse _,
                    HeartbeatObservation.Unknown _,
                    HeartbeatObservation.Missing _,
                    HeartbeatObservation.Foreign _,
                    HeartbeatObservation.Refused _ -> false;
        };
        record.refused =
                observation.heartbeat().isInconclusive() || (record.refused && (!alive || record.firstObservation));
        if (alive && !record.firstObservation) {
            record.atLeastUnknown = false;
            record.observed = true;
            // Observed after a gap, or after a refused file, it may be older, which the file shows after the next boot.
            long second = now - record.observedSecond > MAX_STEP ? record.observedSecond : now;
            beat(record, Math.min(second, now - age(observation)), poweredOn);
        } else if (record.firstObservation && observation.heartbeatAge().isPresent()) {
            Duration age = observation.heartbeatAge().get();
            long second = now - age.toSeconds();
            if (record.lastBeatSecond.filter(known -> known >= second).isEmpty()) {
                // The age of a file includes the time in which the device was off; the silence does not.
                Duration silence = age.minusSeconds(Math.min(age.toSeconds(), offSince(second)));
                Duration byAge = poweredOn.compareTo(silence) > 0 ? poweredOn.minus(silence) : Duration.ZERO;
                Duration known = record.lastBeat.orElse(Duration.ZERO);
                beat(record, second, known.compareTo(byAge) > 0 ? known : byAge);
            }
        }
        if (record.firstObservation && observation.heartbeatAge().isEmpty()) {
            // Only a silence that had lasted for its limit was saved, and no file shows a shorter one.
            record.lastBeat = Optional.empty();
            record.lastBeatSecond = Optional.empty();
        }
        record.firstObservation = false;
        record.observedSecond = now;
    }

    private static long age(ServiceObservation observation) {
        return observation.heartbeatAge().map(Duration::toSeconds).orElse(0L);
    }

    /** The time since then, in seconds, in which the device had no power, as far as the watchdog's count of that time shows it. */
    private long offSince(long second) {
        return offTimes.tailMap(second, false).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Called once a tick, before the services are observed. */
    void tick(long now, Duration poweredOn) {
        long off = now - lastSecond - poweredOn.minus(lastPoweredOn).toSeconds();
        if (off > MAX_STEP) {
            offTimes.put(now, off);
        }
        lastSecond = now;
        lastPoweredOn = poweredOn;
    }

    private static void beat(ServiceRecord record, long second, Duration poweredOn) {
        record.lastBeatSecond = Optional.of(second);
        record.lastBeat = Optional.of(poweredOn);
    }

    void check(long now, Duration poweredOn, String service, ServiceState state) {
        ServiceRecord record = records.get(service);
        if (record == null || record.refused || record.lastBeat.isEmpty()) {
            return;
        }
        Duration reported = poweredOn.minus(state.lastBeat());
        Duration slack = record.observed ? SLACK : SLACK_AFTER_START;
        Duration lowerBound = poweredOn.minus(record.lastBeat.get()).minus(slack);
        Duration upperBound =
                Duration.ofSeconds(now - record.lastBeatSecond.orElse(now)).plus(slack);
        boolean tooShort = !record.atLeastUnknown && reported.compareTo(lowerBound) < 0;
        if (tooShort || reported.compareTo(upperBound) > 0) {
            throw new InvariantViolation(
                    Invariant.SILENCE_IS_TRUE,
                    service + " is reported as silent for " + reported + ", and is for " + lowerBound + " to "
                            + upperBound);
        }
    }

    /** As if each second of this time had been like the last tick. */
    void skip(long millis) {
        long seconds = Math.round(millis / 1000.0);
        for (ServiceRecord record : records.values()) {
            if (record.lastBeatSecond.equals(Optional.of(record.observedSecond))) {
                record.lastBeat = record.lastBeat.map(at -> at.plusMillis(millis));
                record.lastBeatSecond = record.lastBeatSecond.map(second -> second + seconds);
            }
            record.observedSecond += seconds;
        }
        lastSecond += seconds;
        lastPoweredOn = lastPoweredOn.plusMillis(millis);
    }
}
