// SPDX-License-Identifier: Apache-2.0
package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.shipping.metrics.spool.SpoolBlock;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * Corrects the timestamps of samples collected before the clock was set: a Raspberry Pi has no real-time clock, and collects before it
 * gets the time from the network. Only unsent samples are corrected, and never those collected by a clock that the receiver has
 * confirmed. {@link ClockCorrectionsStore} preserves the corrections across restarts. Thread-safe.
 */
final class ClockCorrections {

    /** Receivers tolerate smaller errors. */
    private static final Duration MIN_STEP = RemoteClockCheck.MAX_SKEW.dividedBy(2);

    /** A clock that steps more often is broken. */
    private static final int MAX_STEPS = 100;

    /** Blocks from sequence {@code from} to before {@code until} are off by {@code shiftMillis}. */
    record Step(long from, long until, long shiftMillis) {}

    /**
     * The state to preserve.
     *
     * @param unconfirmedFrom sequence of the first block whose time the next clock step would correct
     * @param offsetMillis of the wall clock from the monotonic one; empty before the first observation
     * @param confirmed whether a receiver has confirmed the clock since its last step
     */
    record State(List<Step> steps, long unconfirmedFrom, Optional<Long> offsetMillis, boolean confirmed) {}

    private final List<Step> steps;
    private long unconfirmedFrom;
    private Optional<Long> offsetMillis;
    private boolean confirmed;

    ClockCorrections(State state) {
        this.steps = new ArrayList<>(state.steps());
        this.unconfirmedFrom = state.unconfirmedFrom();
        this.offsetMillis = state.offsetMillis();
        this.confirmed = state.confirmed();
    }

    synchronized State state() {
        return new State(List.copyOf(steps), unconfirmedFrom, offsetMillis, confirmed);
    }

    /** Detects whether the clock was set since the previous block; call before adding one, with the time of both clocks. */
    synchronized void observe(long timeMillis, long nanos, long sequence) {
        long offset = timeMillis - Duration.ofNanos(nanos).toMillis();
        long step = offset - offsetMillis.orElse(offset);
        offsetMillis = Optional.of(offset);
        if (Math.abs(step) < MIN_STEP.toMillis()) {
            return;
        } else if (confirmed) {
            unconfirmedFrom = sequence;
        } else if (unconfirmedFrom < sequence && steps.size() < MAX_STEPS) {
            steps.add(new Step(unconfirmedFrom, sequence, step));
        }
        confirmed = false;
    }

    /** The receiver has confirmed the clock: blocks collected by it have the right time. */
    synchronized void confirm(long timeMillis, long nanos, long nextSequence) {
        observe(timeMillis, nanos, nextSequence);
        confirmed = true;
    }

    /** When a block was really collected, as far as known. */
    synchronized long correctedMillis(long sequence, long recordedMillis) {
        long time = recordedMillis;
        for (Step step : steps) {
            if (step.from <= sequence && sequence < step.until) {
                time += step.shiftMillis;
            }
        }
        return time;
    }

    /** The block with its corrected time. */
    SpoolBlock correct(SpoolBlock block) {
        long time = correctedMillis(block.sequence(), block.timeMillis());
        return time == block.timeMillis()
                ? block
                : new SpoolBlock(
                        block.sequence(),
                        block.samples().stream()
                                .map(sample ->
                                        new SeriesSample(sample.series(), sample.type(), time, sample.valueBits()))
                                .toList());
    }
}
