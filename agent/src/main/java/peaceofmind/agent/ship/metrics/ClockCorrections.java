package peaceofmind.agent.ship.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import peaceofmind.agent.ship.metrics.spool.Block;
import peaceofmind.agent.ship.metrics.wire.Point;

/**
 * What was taken before the clock was set gets the time that it was really taken at, once that is known: a Raspberry Pi has no clock
 * that runs while it is off, and collects before the network tells it the time. Only what waits is mended, only while this process
 * runs, and never what was taken by a clock that the receiver has confirmed. Thread-safe.
 */
final class ClockCorrections {

    /** Smaller steps are no mistake that a receiver would mind. */
    private static final Duration NOTABLE = ClockCheck.TOLERANCE.dividedBy(2);

    /** A clock that steps more often than that is broken. */
    private static final int MAX_STEPS = 100;

    /** What was taken from one sequence until before another is off by that much. */
    private record Step(long from, long until, long shiftMillis) {}

    private final List<Step> steps = new ArrayList<>();
    private long doubtfulFrom;
    private Optional<Long> offsetMillis = Optional.empty();
    private boolean confirmed;

    /** @param nextSequence of the first block of this process: earlier ones are not known */
    ClockCorrections(long nextSequence) {
        this.doubtfulFrom = nextSequence;
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
