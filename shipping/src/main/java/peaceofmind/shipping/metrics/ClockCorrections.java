package peaceofmind.shipping.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.shipping.metrics.spool.Block;
import peaceofmind.shipping.metrics.wire.Point;

/**
 * What was taken before the clock was set gets the time that it was really taken at, once that is known: a Raspberry Pi has no clock
 * that runs while it is off, and collects before the network tells it the time. Only what waits is mended, and never what was taken by a
 * clock that the receiver has confirmed. {@link ClockMemory} carries the knowledge over a restart. Thread-safe.
 */
final class ClockCorrections {

    /** Smaller steps are no mistake that a receiver would mind. */
    private static final Duration NOTABLE = ClockCheck.TOLERANCE.dividedBy(2);

    /** A clock that steps more often than that is broken. */
    private static final int MAX_STEPS = 100;

    /** What was taken from one sequence until before another is off by that much. */
    record Step(long from, long until, long shiftMillis) {}

    /**
     * What is known.
     *
     * @param doubtfulFrom sequence of the first block whose time a step of the clock would change
     * @param offsetMillis of the wall clock against the monotonic one; empty before the first look
     * @param confirmed whether a receiver has confirmed the clock since its last step
     */
    record State(List<Step> steps, long doubtfulFrom, Optional<Long> offsetMillis, boolean confirmed) {}

    private final List<Step> steps;
    private long doubtfulFrom;
    private Optional<Long> offsetMillis;
    private boolean confirmed;

    ClockCorrections(State state) {
        this.steps = new ArrayList<>(state.steps());
        this.doubtfulFrom = state.doubtfulFrom();
        this.offsetMillis = state.offsetMillis();
        this.confirmed = state.confirmed();
    }

    synchronized State state() {
        return new State(List.copyOf(steps), doubtfulFrom, offsetMillis, confirmed);
    }

    /** A block is about to be added: between it and the one before, the clock may have been set. The times are the two clocks'. */
    synchronized void look(long timeMillis, long nanos, long sequence) {
        long offset = timeMillis - Duration.ofNanos(nanos).toMillis();
        long step = offset - offsetMillis.orElse(offset);
        offsetMillis = Optional.of(offset);
        if (Math.abs(step) < NOTABLE.toMillis()) {
            return;
        } else if (confirmed) {
            doubtfulFrom = sequence;
        } else if (doubtfulFrom < sequence && steps.size() < MAX_STEPS) {
            steps.add(new Step(doubtfulFrom, sequence, step));
        }
        confirmed = false;
    }

    /** The receiver has confirmed that it is this time: what is taken by this clock is right. */
    synchronized void confirmed(long timeMillis, long nanos, long nextSequence) {
        look(timeMillis, nanos, nextSequence);
        confirmed = true;
    }

    /** When that block was taken, as far as it is known. */
    synchronized long timeMillis(long sequence, long saidMillis) {
        long time = saidMillis;
        for (Step step : steps) {
            if (step.from <= sequence && sequence < step.until) {
                time += step.shiftMillis;
            }
        }
        return time;
    }

    /** The block with that time. */
    Block corrected(Block block) {
        long time = timeMillis(block.sequence(), block.timeMillis());
        return time == block.timeMillis()
                ? block
                : new Block(
                        block.sequence(),
                        block.points().stream()
                                .map(point -> new Point(point.series(), point.type(), time, point.valueBits()))
                                .toList());
    }
}
