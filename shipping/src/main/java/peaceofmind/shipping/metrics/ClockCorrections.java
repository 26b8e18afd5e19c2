package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.shipping.metrics.spool.SpoolBlock;
import peaceofmind.shipping.metrics.wire.SeriesSample;

/**
 * What was taken before the clock was set gets the time that it was really taken at, once that is known: a Raspberry Pi has no clock
 * that runs while it is off, and collects before the network tells it the time. Only what waits is mended, and never what was taken by a
 * clock that the receiver has confirmed. {@link ClockCorrectionsStore} carries the knowledge over a restart. Thread-safe.
 */
final class ClockCorrections {

    /** Smaller steps are no mistake that a receiver would mind. */
    private static final Duration MIN_STEP = RemoteClockCheck.MAX_SKEW.dividedBy(2);

    /** A clock that steps more often than that is broken. */
    private static final int MAX_STEPS = 100;

    /** What was taken from one sequence until before another is off by that much. */
    record Step(long from, long until, long shiftMillis) {}

    /**
     * What is known.
     *
     * @param unconfirmedFrom sequence of the first block whose time a step of the clock would change
     * @param offsetMillis of the wall clock against the monotonic one; empty before the first look
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

    /** A block is about to be added: between it and the one before, the clock may have been set. The times are the two clocks'. */
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

    /** The receiver has confirmed that it is this time: what is taken by this clock is right. */
    synchronized void confirm(long timeMillis, long nanos, long nextSequence) {
        observe(timeMillis, nanos, nextSequence);
        confirmed = true;
    }

    /** When that block was taken, as far as it is known. */
    synchronized long correctedMillis(long sequence, long recordedMillis) {
        long time = recordedMillis;
        for (Step step : steps) {
            if (step.from <= sequence && sequence < step.until) {
                time += step.shiftMillis;
            }
        }
        return time;
    }

    /** The block with that time. */
    SpoolBlock correct(SpoolBlock block) {
        long time = correctedMillis(block.sequence(), block.timeMillis());
        return time == block.timeMillis()
                ? block
                : new SpoolBlock(
                        block.sequence(),
                        block.samples().stream()
                                .map(sample -> new SeriesSample(sample.series(), sample.type(), time, sample.valueBits()))
                                .toList());
    }
}
