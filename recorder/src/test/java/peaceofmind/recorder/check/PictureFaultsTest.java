// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import peaceofmind.recorder.capture.PictureSample;
import peaceofmind.recorder.capture.PictureSample.SoundLevel;
import peaceofmind.recorder.check.CheckConfig.Mode;

class PictureFaultsTest {

    private static final int PIXELS = 2304;
    private static final Duration INTERVAL = Duration.ofSeconds(20);

    private final PictureFaults faults = new PictureFaults(config(10, 0.05, -60));

    @Test
    void nothingIsKnownBeforeTheFirstPicture() {
        assertThat(faults.findings()).isEqualTo(PictureFindings.UNKNOWN);
    }

    @Test
    void aPictureIsBlackForAsLongAsItIsRecordedAndUntilOneIsNot() {
        observe(picture(2), Duration.ZERO);
        observe(picture(3), INTERVAL);
        observe(picture(2), INTERVAL);
        assertThat(faults.findings().blackFor()).contains(INTERVAL.multipliedBy(2));
        observe(picture(90), INTERVAL);
        assertThat(faults.findings().blackFor()).contains(Duration.ZERO);
    }

    @Test
    void aCameraWithTheLeastNoiseDoesNotStandStillAndOneWithoutAnyDoes() {
        observe(picture(90), Duration.ZERO);
        observe(withNoise(90), INTERVAL);
        observe(picture(90), INTERVAL);
        assertThat(faults.findings().frozenFor()).contains(Duration.ZERO);
        observe(picture(90), INTERVAL);
        observe(picture(90), INTERVAL);
        assertThat(faults.findings().frozenFor()).contains(INTERVAL.multipliedBy(2));
    }

    @Test
    void inTheDarkNoiseIsCutOffAndAPictureThatStandsStillMeansNothing() {
        observe(picture(4), Duration.ZERO);
        observe(picture(4), INTERVAL);
        assertThat(faults.findings().frozenFor()).contains(Duration.ZERO);
    }

    @Test
    void soundIsSilentWhenItsLoudestSampleIs() {
        observe(sounding(-80, -70), Duration.ZERO);
        observe(sounding(-80, -70), INTERVAL);
        assertThat(faults.findings().silentFor()).contains(INTERVAL);
        observe(sounding(-80, -30), INTERVAL);
        assertThat(faults.findings().silentFor()).contains(Duration.ZERO);
        assertThat(faults.findings().soundLevel()).contains(-80.0);
        observe(picture(90), INTERVAL);
        assertThat(faults.findings().silentFor()).as("there is no sound").isEmpty();
        assertThat(faults.findings().soundLevel()).isEmpty();
    }

    @Test
    void whatIsNotCheckedIsUnknown() {
        PictureFaults none = new PictureFaults(config(0, 0, 0));
        none.observe(sounding(-80, -70), Duration.ZERO);
        none.observe(sounding(-80, -70), INTERVAL);
        assertThat(none.findings())
                .isEqualTo(
                        new PictureFindings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(-80.0)));
    }

    private void observe(PictureSample sample, Duration recorded) {
        faults.observe(sample, recorded);
    }

    private static CheckConfig config(int blackBelow, double frozenBelow, int silentBelow) {
        return new CheckConfig(Mode.CAMERAS, INTERVAL, blackBelow, frozenBelow, silentBelow);
    }

    private static PictureSample picture(int luma) {
        return new PictureSample(pixels(luma), Optional.empty());
    }

    /** One pixel of ten differs by one: a fifth of what was measured with the least noise. */
    private static PictureSample withNoise(int luma) {
        byte[] pixels = pixels(luma);
        for (int i = 0; i < PIXELS; i += 10) {
            pixels[i]++;
        }
        return new PictureSample(pixels, Optional.empty());
    }

    private static PictureSample sounding(double mean, double peak) {
        return new PictureSample(pixels(90), Optional.of(new SoundLevel(mean, peak)));
    }

    private static byte[] pixels(int luma) {
        byte[] pixels = new byte[PIXELS];
        Arrays.fill(pixels, (byte) luma);
        return pixels;
    }
}
