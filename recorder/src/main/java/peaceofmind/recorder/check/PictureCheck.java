// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.check;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import peaceofmind.foundation.time.Clock;
import peaceofmind.recorder.capture.LatestPicture;
import peaceofmind.recorder.capture.PictureSample;
import peaceofmind.recorder.capture.PictureSampler;

/** Checks a picture of the running recording from time to time, on a thread of its own. */
public final class PictureCheck implements AutoCloseable {

    /** On a slow device checks take at most a twentieth of the time, and are rarer than configured. */
    private static final int MIN_PAUSE_PER_WORK = 19;

    private final CheckConfig config;
    private final Supplier<Optional<LatestPicture>> latestPicture;
    private final PictureSampler sampler;
    private final Clock clock;
    private final PictureFaults faults;
    private final Thread thread;
    private Optional<LatestPicture> lastPicture = Optional.empty();
    private OptionalLong lastSampleAt = OptionalLong.empty();
    private volatile PictureFindings findings = PictureFindings.UNKNOWN;

    PictureCheck(
            CheckConfig config, Supplier<Optional<LatestPicture>> latestPicture, PictureSampler sampler, Clock clock) {
        this.config = config;
        this.latestPicture = latestPicture;
        this.sampler = sampler;
        this.clock = clock;
        this.faults = new PictureFaults(config);
        this.thread = Thread.ofPlatform().daemon().name("picture-check").unstarted(this::run);
    }

    /**
     * Starts checking.
     *
     * @param latestPicture of the running recording; empty while there is none
     */
    public static PictureCheck start(
            CheckConfig config, Supplier<Optional<LatestPicture>> latestPicture, PictureSampler sampler, Clock clock) {
        PictureCheck check = new PictureCheck(config, latestPicture, sampler, clock);
        check.thread.start();
        return check;
    }

    /** For any thread; never blocks. */
    public PictureFindings findings() {
        return findings;
    }

    private void run() {
        try {
            Duration pause = config.interval();
            while (!Thread.currentThread().isInterrupted()) {
                clock.sleep(pause);
                pause = runOnce();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Checks one picture, if there is a new one: a recording that gets none is noticed elsewhere.
     *
     * @return the pause until the next check
     */
    Duration runOnce() throws InterruptedException {
        long startedAt = clock.nanoTime();
        checkLatest();
        Duration minPause = Duration.ofNanos(clock.nanoTime() - startedAt).multipliedBy(MIN_PAUSE_PER_WORK);
        return minPause.compareTo(config.interval()) > 0 ? minPause : config.interval();
    }

    private void checkLatest() throws InterruptedException {
        Optional<LatestPicture> latest = latestPicture.get();
        if (latest.isEmpty()) {
            lastSampleAt = OptionalLong.empty();
            findings = findings.withoutLevel();
            return;
        }
        if (latest.equals(lastPicture)) {
            return;
        }
        Optional<PictureSample> sample = sampler.sample(latest.get());
        if (sample.isPresent()) {
            long now = clock.nanoTime();
            boolean sameRecording = lastPicture
                    .filter(earlier -> earlier.file().equals(latest.get().file()))
                    .isPresent();
            faults.observe(
                    sample.get(),
                    sameRecording && lastSampleAt.isPresent()
                            ? Duration.ofNanos(now - lastSampleAt.getAsLong())
                            : Duration.ZERO);
            lastSampleAt = OptionalLong.of(now);
            lastPicture = latest;
            findings = faults.findings();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
