// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * The state of a service between two evaluations. Immutable.
 *
 * @param phase what is being done with it
 * @param silence observed time for which a beat has been awaited, by which the limits are judged: since the last beat, start or end of a
 *     hold. Gaps between ticks, in which the watchdog itself did not run, do not count
 * @param beatenSinceStart whether this run has beaten; until then the start grace is its limit
 * @param healthyFor observed time of uninterrupted beats
 * @param inErrorFor observed time in which its heartbeat reported the state error
 * @param failedFor observed time in the unit states failed and start-limit hit
 * @param sinceLastRestart observed time since the last automatic restart
 * @param runId of its main process at the last observation
 * @param heartbeatFault what is wrong with its heartbeat file
 * @param externalRestarts its starts that the watchdog did not order
 * @param secondInstance another process that writes its heartbeat
 * @param reportedFaults how often its heartbeat started to report an error, or to be unreadable or refused
 * @param lastGoodBeat powered-on time of the last beat that reported no error, or of what is as good: when it was first observed, and
 *     while it is stopped on purpose
 * @param lastBeat powered-on time of its last beat, of whatever content: how long it has been silent in truth, across its restarts, those
 *     of the watchdog and reboots
 */
public record ServiceState(
        Phase phase,
        Duration silence,
        boolean beatenSinceStart,
        Duration healthyFor,
        Duration inErrorFor,
        Duration failedFor,
        Duration sinceLastRestart,
        Optional<String> runId,
        boolean staleReported,
        HeartbeatFault heartbeatFault,
        Repetition externalRestarts,
        SecondInstance secondInstance,
        Repetition reportedFaults,
        Duration lastGoodBeat,
        Duration lastBeat) {

    /** What the watchdog is doing with a service. */
    public sealed interface Phase {}

    /** It is expected to beat. */
    public record Watched() implements Phase {}

    /** An order is being executed. */
    public record Acting(Action action, Duration elapsed) implements Phase {}

    /** It was restarted and has not beaten yet. */
    public record Verifying(Duration elapsed) implements Phase {}

    /** An operator stopped it: it is left alone. */
    public record Stopped() implements Phase {}

    /** The kinds of orders to a service. */
    public enum Action {
        RESTART,
        STOP,
        START
    }

    static final ServiceState INITIAL = new ServiceState(
            new Watched(),
            Duration.ZERO,
            false,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofDays(1),
            Optional.empty(),
            false,
            HeartbeatFault.NONE,
            Repetition.NONE,
            SecondInstance.NONE,
            Repetition.NONE,
            Duration.ZERO,
            Duration.ZERO);

    /** Whether it beats, as far as is known. */
    public boolean isBeating() {
        return beatenSinceStart && phase instanceof Watched && !staleReported;
    }
}
