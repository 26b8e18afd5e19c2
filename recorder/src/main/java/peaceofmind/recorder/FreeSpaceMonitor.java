// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import peaceofmind.foundation.log.ErrorText;
import peaceofmind.foundation.log.Log;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.service.FreeSpaceGuard;
import peaceofmind.recorder.storage.FreeSpaceLevel;
import peaceofmind.recorder.storage.FreeSpaceLimits;

/**
 * Checks the free space on its own thread, since a disk can hang; the main loop uses the latest result. While the free space is unknown
 * no recording starts, but a running one continues.
 */
final class FreeSpaceMonitor implements FreeSpaceGuard, AutoCloseable {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);

    /** Older measurements count as unknown. */
    private static final Duration MAX_MEASUREMENT_AGE = Duration.ofSeconds(30);

    private static final Duration FIRST_CHECK_TIMEOUT = Duration.ofSeconds(2);

    private final FreeSpaceLimits limits;
    private final Clock clock;
    private final Log log;
    private final Thread thread;
    private final CountDownLatch firstCheckDone = new CountDownLatch(1);
    private volatile Optional<Measurement> latest = Optional.empty();
    private FreeSpaceLevel loggedLevel = FreeSpaceLevel.OK;

    /** @param measuredAt on the monotonic clock, in nanoseconds */
    private record Measurement(FreeSpaceLevel level, long measuredAt) {}

    private FreeSpaceMonitor(FreeSpaceLimits limits, Clock clock, Log log) {
        this.clock = clock;
        this.limits = limits;
        this.log = log;
        this.thread = Thread.ofPlatform().daemon().name("free-space").unstarted(this::run);
    }

    /** Starts checking, and waits up to 2 s for the first result, so that the recorder does not start with an error. */
    static FreeSpaceMonitor start(FreeSpaceLimits limits, Clock clock, Log log) throws InterruptedException {
        FreeSpaceMonitor monitor = new FreeSpaceMonitor(limits, clock, log);
        monitor.thread.start();
        if (!monitor.firstCheckDone.await(FIRST_CHECK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("the free space on the disk could not be determined within " + FIRST_CHECK_TIMEOUT.toSeconds()
                    + " s");
        }
        return monitor;
    }

    @Override
    public Optional<String> reasonNotToStart() {
        Optional<Measurement> measurement = latest;
        if (measurement.isEmpty()) {
            return Optional.of("the free space on the disk is not known yet: " + limits.description());
        } else if (clock.nanoTime() - measurement.get().measuredAt() > MAX_MEASUREMENT_AGE.toNanos()) {
            return Optional.of("the free space on the disk has been unknown for more than "
                    + MAX_MEASUREMENT_AGE.toSeconds() + " s; last check: " + limits.description());
        }
        FreeSpaceLevel level = measurement.get().level();
        return level == FreeSpaceLevel.REFUSE || level == FreeSpaceLevel.STOP
                ? Optional.of("not enough free space on the disk: " + limits.description())
                : Optional.empty();
    }

    @Override
    public Optional<String> reasonToStop() {
        return latest.filter(measurement -> measurement.level() == FreeSpaceLevel.STOP)
                .map(_ -> "the disk is nearly full, stopping the recording: " + limits.description());
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    check();
                } catch (RuntimeException defect) {
                    logChange(
                            FreeSpaceLevel.UNKNOWN,
                            "checking the free space failed: internal error: " + ErrorText.of(defect));
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

    /** Logs changes only, not every check. */
    private void logChange(FreeSpaceLevel level, String description) {
        if (level == loggedLevel) {
            return;
        }
        switch (level) {
            case UNKNOWN -> log.warn(description);
            case OK -> log.info("enough free space on the disk again: " + description);
            case WARN -> log.warn("the free space is getting low: " + description);
            case REFUSE -> log.warn("not enough free space to start a recording: " + description);
            case STOP -> log.warn("the disk is nearly full: " + description);
        }
        loggedLevel = level;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
