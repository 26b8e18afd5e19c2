package peaceofmind.recorder;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.service.FreeSpaceGuard;
import peaceofmind.recorder.storage.FreeSpaceLimits;
import peaceofmind.recorder.storage.FreeSpaceLevel;

/**
 * Looks at the free space in a thread of its own, since a disk may hang; the main loop takes what was last seen. A disk whose free
 * space is not known is none to begin a recording on; one that runs is not ended for it.
 */
final class FreeSpaceMonitor implements FreeSpaceGuard, AutoCloseable {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);

    /** What was seen counts for so long. */
    private static final Duration MAX_MEASUREMENT_AGE = Duration.ofSeconds(30);

    private static final Duration FIRST_CHECK_TIMEOUT = Duration.ofSeconds(2);

    private final FreeSpaceLimits limits;
    private final Clock clock;
    private final Log log;
    private final Thread thread;
    private final CountDownLatch firstCheckDone = new CountDownLatch(1);
    private volatile Optional<Measurement> latest = Optional.empty();
    private FreeSpaceLevel loggedLevel = FreeSpaceLevel.OK;

    /** @param measuredAt monotonic */
    private record Measurement(FreeSpaceLevel level, long measuredAt) {}

    /** Waits for the first look, 2 s at most: a start is no error because it takes some milliseconds. */
    FreeSpaceMonitor(FreeSpaceLimits limits, Clock clock, Log log) {
        this.clock = clock;
        this.limits = limits;
        this.log = log;
        this.thread = Thread.ofPlatform().daemon().name("disk-room").start(this::run);
        try {
            boolean checked = firstCheckDone.await(FIRST_CHECK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (!checked) {
                log.warn("the disk did not tell its free space within " + FIRST_CHECK_TIMEOUT.toSeconds() + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<String> reasonNotToStart() {
        Optional<Measurement> measurement = latest;
        if (measurement.isEmpty()) {
            return Optional.of("the free space on the disk is not known yet: " + limits.description());
        } else if (clock.nanoTime() - measurement.get().measuredAt() > MAX_MEASUREMENT_AGE.toNanos()) {
            return Optional.of("the disk has not told its free space for more than " + MAX_MEASUREMENT_AGE.toSeconds()
                    + " s; the last look: " + limits.description());
        }
        FreeSpaceLevel level = measurement.get().level();
        return level == FreeSpaceLevel.REFUSE || level == FreeSpaceLevel.STOP
                ? Optional.of("too little room on the disk: " + limits.description())
                : Optional.empty();
    }

    @Override
    public Optional<String> reasonToStop() {
        return latest.filter(measurement -> measurement.level() == FreeSpaceLevel.STOP)
                .map(_ -> "the disk is nearly full, the recording ends: " + limits.description());
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    check();
                } catch (RuntimeException defect) {
                    logChange(FreeSpaceLevel.UNKNOWN, "defect in the recorder: " + defect);
                }
                firstCheckDone.countDown();
                clock.sleep(CHECK_INTERVAL);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void check() {
        FreeSpaceLevel level = limits.check();
        if (level != FreeSpaceLevel.UNKNOWN) {
            latest = Optional.of(new Measurement(level, clock.nanoTime()));
        }
        logChange(level, limits.description());
    }

    /** Said at each change, not at each look. */
    private void logChange(FreeSpaceLevel level, String description) {
        if (level == loggedLevel) {
            return;
        } else if (level == FreeSpaceLevel.OK) {
            log.info("there is room on the disk again: " + description);
        } else {
            log.warn("disk " + level.name().toLowerCase(Locale.ROOT) + ": " + description);
        }
        loggedLevel = level;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
