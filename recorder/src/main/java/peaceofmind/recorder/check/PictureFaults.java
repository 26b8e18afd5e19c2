// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.check;

import java.time.Duration;
import java.util.Optional;
import peaceofmind.recorder.capture.PictureSample;
import peaceofmind.recorder.capture.PictureSample.SoundLevel;

/**
 * For how long the pictures have been black or have stood still, and the sound has been silent: recorded time since the last sample that
 * was in order, also over several recordings, since one can be shorter than the time after which somebody is notified. Not thread-safe.
 */
final class PictureFaults {

    /** In the dark the sensor's noise is cut off at black, and pictures that stand still mean nothing. */
    private static final double MIN_LUMA_TO_COMPARE = 10;

    private final CheckConfig config;
    private Optional<PictureSample> previous = Optional.empty();
    private Duration blackFor = Duration.ZERO;
    private Duration frozenFor = Duration.ZERO;
    private Optional<Duration> silentFor = Optional.empty();
    private Optional<Double> level = Optional.empty();

    PictureFaults(CheckConfig config) {
        this.config = config;
    }

    /**
     * Takes a sample.
     *
     * @param recorded time since the previous sample during which it was recording
     */
    void observe(PictureSample sample, Duration recorded) {
        double luma = sample.meanLuma();
        blackFor = luma < config.blackBelow() ? blackFor.plus(recorded) : Duration.ZERO;
        boolean frozen = luma >= MIN_LUMA_TO_COMPARE
                && previous.filter(earlier -> sample.differenceTo(earlier) < config.frozenBelow())
                        .isPresent();
        frozenFor = frozen ? frozenFor.plus(recorded) : Duration.ZERO;
        silentFor = silentFor(sample.sound(), recorded);
        level = sample.sound().map(SoundLevel::mean);
        previous = Optional.of(sample);
    }

    private Optional<Duration> silentFor(Optional<SoundLevel> sound, Duration recorded) {
        if (sound.isEmpty() || config.silentBelow() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                sound.get().peak() < config.silentBelow()
                        ? silentFor.orElse(Duration.ZERO).plus(recorded)
                        : Duration.ZERO);
    }

    /** Empty before the first sample, and for what is not checked. */
    PictureFindings findings() {
        boolean known = previous.isPresent();
        return new PictureFindings(
                known && config.blackBelow() > 0 ? Optional.of(blackFor) : Optional.empty(),
                known && config.frozenBelow() > 0 ? Optional.of(frozenFor) : Optional.empty(),
                silentFor,
                level);
    }
}
