// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.liveness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import peaceofmind.watchdog.liveness.ProbeStatus.ProbeState;
import peaceofmind.watchdog.policy.HeartbeatObservation;

/**
 * Makes one observation of the results of several probes, without I/O. The program has last shown that it is alive when the last of {@code
 * any}, or the first of {@code all}, did: a slow probe never makes a dead one seem alive.
 */
final class LivenessEvaluation {

    private final boolean all;
    private OptionalLong lastBeat = OptionalLong.empty();

    LivenessEvaluation(boolean all) {
        this.all = all;
    }

    /** Forgets the beats of the run before. */
    void reset() {
        lastBeat = OptionalLong.empty();
    }

    /** What they show, compared with the call before. */
    HeartbeatObservation observe(List<ProbeResults> probes, List<ProbeStatus> statuses) {
        OptionalLong beat = beat(probes);
        if (beat.isPresent() && (lastBeat.isEmpty() || beat.getAsLong() - lastBeat.getAsLong() > 0)) {
            lastBeat = beat;
            return new HeartbeatObservation.Beat(false);
        }
        boolean anyAlive = has(statuses, ProbeState.ALIVE);
        boolean anySilent = has(statuses, ProbeState.SILENT);
        boolean anyUnknown = has(statuses, ProbeState.UNKNOWN);
        // With all, one that is silent decides; with any, one that cannot say so might have been alive.
        if (all ? !anySilent && !anyUnknown : anyAlive) {
            return new HeartbeatObservation.Unchanged();
        } else if (all ? !anySilent : anyUnknown) {
            return new HeartbeatObservation.Unknown(details(statuses, ProbeState.UNKNOWN));
        }
        return new HeartbeatObservation.NoResponse(details(statuses, ProbeState.SILENT));
    }

    private OptionalLong beat(List<ProbeResults> probes) {
        if (all && probes.stream().anyMatch(probe -> probe.aliveNanos().isEmpty())) {
            return OptionalLong.empty();
        }
        LongStream times = probes.stream().map(ProbeResults::aliveNanos).flatMapToLong(OptionalLong::stream);
        // Only differences of the monotonic clock mean something.
        return times.reduce((one, other) -> (one - other > 0) == all ? other : one);
    }

    private static boolean has(List<ProbeStatus> statuses, ProbeState state) {
        return statuses.stream().anyMatch(status -> status.state() == state);
    }

    private static String details(List<ProbeStatus> statuses, ProbeState state) {
        List<String> details = new ArrayList<>();
        statuses.stream().filter(status -> status.state() == state).forEach(status -> details.add(status.detail()));
        return String.join("; ", details);
    }

    /** What a probe shows at this time. */
    static ProbeStatus status(String label, ProbeResults results, long now) {
        Optional<ProbeResult> latest = results.latest();
        Duration lasting = Duration.ofNanos(Math.max(0, now - results.sinceNanos()));
        if (latest.isEmpty()) {
            return new ProbeStatus(label, ProbeState.SILENT, label + " has no result yet", lasting);
        }
        return switch (latest.get()) {
            case ProbeResult.Alive _ -> new ProbeStatus(label, ProbeState.ALIVE, "", lasting);
            case ProbeResult.Silent silent ->
                new ProbeStatus(label, ProbeState.SILENT, withTime(silent.reason(), lasting), lasting);
            case ProbeResult.Inconclusive unknown ->
                new ProbeStatus(label, ProbeState.UNKNOWN, unknown.reason(), lasting);
        };
    }

    /** {@code HTTP 500 from http://127.0.0.1/ for 35 s}. */
    private static String withTime(String reason, Duration lasting) {
        long seconds = lasting.plusMillis(500).toSeconds();
        return seconds < 2 ? reason : reason + " for " + (seconds < 120 ? seconds + " s" : seconds / 60 + " min");
    }
}
